import { expect, test } from 'vitest'
import type { RegistrationDraft } from './draft'
import { isSecondNotice } from './second-notice'
import { hindrancesOf, stepsOf, type Standing } from './steps'
import { aDraft, anAct, aReadyDraft, TRIAGED } from './testing'
import { NO_SIGNATURE } from '@/features/visits/public'

const FINE: Standing = { lacks: [], isDecidable: true, isSecondNotice: false, essenceHash: 'h' }

function inTheWay(draft: RegistrationDraft, standing: Partial<Standing> = {}): string[] {
  return hindrancesOf(draft, { ...FINE, ...standing }).map(({ step, what }) => `${step} ${what}`)
}

test('nothing is in the way of what both officers and the enterprise stand for', () => {
  expect(inTheWay(aReadyDraft())).toEqual([])
})

test('at the beginning everything is, each where it is mended', () => {
  expect(inTheWay(aDraft(), { lacks: [{ field: 'area_m2', why: 'missing' }] })).toEqual([
    ...['form gaps', 'officers coOfficer', 'card card', 'sign signState'],
  ])
})

test('only a registration form is filled in', () => {
  expect(stepsOf(aDraft())).toEqual(['form', 'officers', 'card', 'sign'])
  expect(stepsOf(aDraft({ form: null }))).toEqual(['officers', 'card', 'sign'])
})

test('what must not be decided at the door is not, but its gaps can be told', () => {
  const against = [{ id: 'negative_list', label: '在负面清单上', basis: '' }]
  const draft = aReadyDraft({ triaged: { ...TRIAGED, against, isForDoor: false } })

  expect(inTheWay(draft, { isDecidable: false })).toEqual(['form notForDoor'])
  expect(inTheWay({ ...draft, isNotice: true }, { isDecidable: false })).toEqual([])
})

test('a notice of nothing is none, and a second one needs its reason', () => {
  const notice = aReadyDraft({ isNotice: true })
  const lacks = [{ field: 'area_m2', why: 'missing' }] as const

  expect(inTheWay(notice)).toEqual(['form noGaps'])
  expect(inTheWay(notice, { lacks, isSecondNotice: true })).toEqual(['form leaderReason'])
  expect(inTheWay({ ...notice, leaderReason: '新规定' }, { lacks, isSecondNotice: true })).toEqual(
    [],
  )
})

test('a confirmation that was given for other content counts no more', () => {
  const co = { ...aReadyDraft().co, how: 'qr' as const, confirmation: 'DC1:X' }

  expect(inTheWay(aReadyDraft({ co: { ...co, confirmedHash: 'h' } }))).toEqual([])
  expect(inTheWay(aReadyDraft({ co: { ...co, confirmedHash: 'other' } }))).toEqual([
    'officers coConfirmation',
  ])
})

test('an officer alone can finish, a signer who left must be accounted for', () => {
  const alone = { ...aReadyDraft().co, how: 'none' as const, personId: null }
  const left = { ...NO_SIGNATURE, state: 'absent' as const }

  expect(inTheWay(aReadyDraft({ co: alone, signature: left }))).toEqual(['sign signReason'])
  expect(
    inTheWay(aReadyDraft({ co: alone, signature: { ...left, reason: '签字前离开' } })),
  ).toEqual([])
})

test('whoever signs says the name', () => {
  expect(inTheWay(aReadyDraft({ representative: ' ' }))).toEqual(['sign representative'])
})

test('a notice about another project, or one that was withdrawn, is no first one', () => {
  const draft = aDraft()
  const told = anAct({ act: 'notice', form: { ...NAMED, project_name: '诊所建设项目' } })

  expect(isSecondNotice(draft, [told])).toBe(true)
  expect(isSecondNotice(draft, [{ ...told, state: 'withdrawn' }])).toBe(false)
  expect(isSecondNotice(draft, [{ ...told, enterprise_id: 'e2' }])).toBe(false)
  expect(isSecondNotice(draft, [{ ...told, form: { ...NAMED, project_name: '二期' } }])).toBe(false)
})

const NAMED = {
  ...{ project_name: null, site_address: null, town_code: null, area_m2: null, unit_name: null },
  ...{ unit_code: null, legal_representative: null, contact_name: null, contact_phone: null },
  ...{ investment_yuan: null, environment_yuan: null, operation_on: null, nature: null },
  ...{ basis: null, content_scale: null, impacts: [], measures: {}, pollution: null },
  ...{ materials_complete: null, commitment: null },
}
