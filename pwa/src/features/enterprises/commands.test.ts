import { describe, expect, test } from 'vitest'
import { addEnterprise, amendEnterprise, amendFormOf, changesIn } from './commands'
import { enterprise } from './testing'
import { twinOf } from './twins'

const CODE = '91441900198020532E'
const blank = { name: '', code: '', town: '', address: '', contact: '', phone: '', scope: '' }

describe('an officer adds an enterprise', () => {
  test('with its code as the bureau writes it, unverified until checked', () => {
    const wish = addEnterprise('e1', {
      ...{ ...blank, name: ' ABC厂 ', code: ` ${CODE.toLowerCase()}` },
    })

    expect(wish.args).toMatchObject({ name: 'ABC厂', code: CODE, town_code: null })
    expect(wish.previews[0]?.row).toMatchObject({
      ...{ name: 'ABC厂', code: CODE, code_kind: 'uscc', verified: false, active: true },
      initials: 'abc',
    })
  })

  test('and is told of the one that has the same code or the same name', () => {
    const known = [
      enterprise({ id: 'a', name: '利达五金厂', code: CODE }),
      enterprise({ id: 'b', name: '东莞市安利厂' }),
    ]

    expect(twinOf(known, { name: '安利', code: CODE })).toMatchObject({ by: 'code' })
    expect(twinOf(known, { name: '東莞市安利廠', code: '' })).toMatchObject({ row: { id: 'b' } })
    expect(twinOf(known, { name: '安利', code: '' })).toBeNull()
  })
})

describe('an officer changes how an enterprise is reached', () => {
  const row = enterprise({ id: 'e1', ver: 7, contact_name: '李', address: '振兴路 1 号' })

  test('and each change names what was there before', () => {
    const form = { ...amendFormOf(row), contact_name: ' 王 ', town_code: '441900115' }
    const changes = changesIn(row, form)

    expect(changes).toEqual({ contact_name: ['李', '王'], town_code: [null, '441900115'] })
    expect(amendEnterprise(row, changes)).toMatchObject({
      baseVer: 7,
      args: { changes },
      previews: [{ id: 'e1', row: { contact_name: '王', town_code: '441900115' } }],
    })
  })

  test('and nothing changed is no change', () => {
    expect(changesIn(row, amendFormOf(row))).toEqual({})
  })
})
