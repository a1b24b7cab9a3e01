import { describe, expect, test } from 'vitest'
import { nearest } from './nearest'
import type { EnterpriseRow } from './rows'
import { indexOf, search } from './search'
import { enterprise } from './testing'

const rows = [
  enterprise({
    id: 'lida',
    name: '东莞市长安利达五金厂',
    initials: 'dgscaldwjc',
    code: '91441900MADM00017Q',
  }),
  enterprise({ id: 'wujin', name: '五金利达（东莞）厂', initials: 'wjlddgc' }),
  enterprise({ id: 'abc', name: 'ＡＢＣ（中国）有限公司', initials: 'abczgyxgs' }),
  enterprise({ id: 'calm', name: '广东安利科技', initials: 'gdalkj', code: '91441900MADM99017Q' }),
  enterprise({ id: 'closed', name: '东莞市利达旧厂', initials: 'dgsldjc', active: false }),
]
const index = indexOf(rows)

function found(words: string, recent?: ReadonlySet<string>): string[] {
  const wish = { words, limit: 50, ...(recent ? { recent } : {}) }
  return search(index, wish).rows.map((row) => row.id)
}

describe('an officer looks for an enterprise', () => {
  test('by a part of its name, names that begin so first', () => {
    expect(found('五金')).toEqual(['wujin', 'lida'])
  })

  test('by the name without the city before it', () => {
    expect(found('长安')).toEqual(['lida'])
    expect(found('安利')).toEqual(['calm', 'lida'])
  })

  test('in traditional characters', () => {
    expect(found('東莞市長安')).toEqual(['lida'])
  })

  test('by pinyin initials, those that begin so first', () => {
    expect(found('ld')).toEqual(['lida', 'wujin'])
    expect(found('CAL')).toEqual(['lida'])
    expect(found('wj')).toEqual(['wujin', 'lida'])
  })

  test('by the end of the code, of three characters at least', () => {
    expect(found('17q')).toEqual(['lida', 'calm'])
    expect(found('0017Q')).toEqual(['lida'])
    expect(found('7q')).toEqual([])
  })

  test('by the text of its licence', () => {
    expect(found('http://www.gsxt.gov.cn/?uniscid=91441900MADM00017Q')).toEqual(['lida'])
  })

  test('by several words that must all fit', () => {
    expect(found('五金 长安')).toEqual(['lida'])
    expect(found('五金 科技')).toEqual([])
  })

  test('in full-width letters', () => {
    expect(found('ａｂｃ')).toEqual(['abc'])
    expect(found('ABC(中国)')).toEqual(['abc'])
  })

  test('and has those first that were open lately, among equals', () => {
    expect(found('17q', new Set(['calm']))).toEqual(['calm', 'lida'])
  })

  test('and never meets one that is closed', () => {
    expect(found('利达')).not.toContain('closed')
  })

  test('and nothing typed shows all', () => {
    expect(search(index, { words: '  ', limit: 2 })).toMatchObject({ total: 4 })
  })
})

test('seventeen thousand names are searched within one frame', () => {
  const many = Array.from({ length: 17_000 }, (_, n) =>
    enterprise({
      id: `e${n}`,
      name: `东莞市长安${String.fromCharCode(0x4e00 + (n % 5000))}${n}五金制品有限公司`,
      initials: `dgsca${(n * 7919).toString(36)}wjzpyxgs`,
      code: `91441900MA${n.toString(36).toUpperCase().padStart(8, '0')}`,
    }),
  )
  const big = indexOf(many)
  const samples = ['五金', 'wj', '1234', '长安 有限', 'd'].map((words) => {
    const start = performance.now()
    search(big, { words, limit: 50 })
    return performance.now() - start
  })

  // A fourth of the 50 ms that a slow phone may take, with room for a busy machine.
  expect(Math.min(...samples)).toBeLessThan(50)
  expect(search(big, { words: '五金', limit: 50 })).toMatchObject({ total: 17_000 })
})

test('the nearest come first, and those without a position are left out', () => {
  const placed: EnterpriseRow[] = [
    enterprise({ id: 'far', lat_e7: 231_000_000, lng_e7: 1_137_000_000 }),
    enterprise({ id: 'near', lat_e7: 230_010_000, lng_e7: 1_137_000_000 }),
    enterprise({ id: 'unknown' }),
  ]

  const near = nearest(placed, { latE7: 230_000_000, lngE7: 1_137_000_000 }, 10)

  expect(near.map(({ row }) => row.id)).toEqual(['near', 'far'])
  expect(near[0]?.metres).toBeCloseTo(111.2, 0)
})
