import { expect, test } from 'vitest'
import { writtenForm } from './act'
import { beginForm, parseForm } from './form'
import { anAct, aWholeForm, ENTERPRISE_ROW, TRIAGED } from './testing'

const LAST = anAct({ form: writtenForm(aWholeForm({ contact_name: '旧联系人' }), TRIAGED) })

test('a form is filled in from the file, the last act and the answers, each marked as such', () => {
  const form = beginForm({ enterprise: ENTERPRISE_ROW, last: LAST, triaged: TRIAGED })

  expect(form.texts).toMatchObject({
    ...{ unit_name: '东莞市示例诊所', contact_name: '李二', legal_representative: '陈一' },
    ...{ investment_wan: '12.5', area_m2: '120', basis: '2021年版名录第108项（登记表栏）' },
  })
  expect(form.origins).toMatchObject({
    ...{ unit_name: 'file', contact_name: 'file', legal_representative: 'last', basis: 'triage' },
  })
  expect(form.impacts).toEqual(['water'])
})

test('what only the day can tell is never filled in beforehand', () => {
  const form = beginForm({ enterprise: ENTERPRISE_ROW, last: LAST, triaged: TRIAGED })

  expect([form.texts.operation_on, form.nature, form.commitment]).toEqual(['', null, false])
})

test('the nature of the project was answered in the triage', () => {
  const triaged = { ...TRIAGED, facts: { build: 'expand' } }

  expect(beginForm({ enterprise: undefined, last: undefined, triaged }).nature).toBe('expand')
  const retired = { ...triaged, facts: { build: 'retire' } }
  expect(beginForm({ enterprise: undefined, last: undefined, triaged: retired }).nature).toBeNull()
})

test('an enterprise that nobody knows begins with an empty form', () => {
  const nothing = { ...TRIAGED, reasons: [] }
  const form = beginForm({ enterprise: undefined, last: undefined, triaged: nothing })

  expect(form.origins).toEqual({})
  expect(Object.values(form.texts).join('')).toBe('')
})

test('a kept form comes back as it was', () => {
  const form = { ...aWholeForm(), origins: { unit_name: 'file' as const } }

  expect(parseForm(JSON.parse(JSON.stringify(form)))).toEqual(form)
  expect(parseForm(null)).toBeNull()
})
