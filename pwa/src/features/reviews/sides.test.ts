import { describe, expect, test } from 'vitest'
import { sidesOf, wordsOf, type Names } from './sides'
import { commandWords, nextWords, settledWords, statusWords, wayWords } from './words'

const NAMES: Names = {
  person: (id) => ({ p1: '陈志远', p2: '李晓雯' })[id] ?? '',
  town: (code) => (code === '441900119' ? '长安镇' : '未知'),
}

describe('both versions in words', () => {
  test('name people, towns and empty fields, never ids or codes', () => {
    const mine = { participants: ['p1', 'p2'], town_code: '441900119', contact_name: '' }
    const theirs = { participants: ['p1'], town_code: null, contact_name: '张经理' }

    expect(wordsOf(sidesOf(mine, theirs), NAMES)).toEqual([
      { field: '联系人', mine: '（空）', theirs: '张经理', both: '' },
      { field: '镇街', mine: '长安镇', theirs: '未知', both: '' },
      { field: '参加人员', mine: '陈志远、李晓雯', theirs: '陈志远', both: '' },
    ])
  })

  test('leave out what is the same on both sides, and what no screen names', () => {
    expect(sidesOf({ note: 'x', kind: 'other' }, { note: 'y', kind: 'other' })).toHaveLength(1)
    expect(wordsOf([{ field: 'row_ver', mine: 1, theirs: 2, both: null }], NAMES)).toEqual([])
  })

  test('show what keeps both where that can be', () => {
    const side = { field: 'note', mine: '甲', theirs: '乙', both: '乙\n【陈志远】甲' }

    expect(wordsOf([side], NAMES)[0]?.both).toBe('乙\n【陈志远】甲')
  })
})

test('a status, command or way that is new here still has words', () => {
  const words = [
    ...[statusWords('tomorrow'), nextWords('tomorrow'), settledWords('tomorrow')],
    ...[commandWords('permit.issue'), wayWords('keep_theirs', 'tomorrow')],
  ]

  expect(words).toEqual([
    '待处理',
    '分局会查看并告诉您结果。',
    '已处理',
    '手机上的操作',
    '不采用，留作记录',
  ])
})
