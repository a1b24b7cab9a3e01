import { describe, expect, test } from 'vitest'
import { learn } from '@/core/texts'
import { clearedWords } from './cleared-words'
import words from './locales/zh-CN.json'

learn('zh-CN', { accounts: words })

const AT = new Date(2026, 10, 23, 10, 42).getTime()

describe('an officer whose phone was cleared by the system', () => {
  test('reads which records never arrived', () => {
    const cleared = { at: AT, part: 'records' as const, lost: { from: 41, to: 47 } }

    expect(clearedWords(cleared)).toContain('第 41–47 条没有送到局里，已登记')
    expect(clearedWords({ ...cleared, lost: { from: 41, to: 41 } })).toContain('第 41 条没有送到')
  })

  test('reads before any contact that the answer is still to come', () => {
    expect(clearedWords({ at: AT, part: 'records', lost: null })).toContain('联网后会告诉您')
  })

  test('reads that nothing is missing when everything had arrived', () => {
    const lost = { from: 48, to: 47 }

    expect(clearedWords({ at: AT, part: 'records', lost })).toContain('都已送到局里')
  })

  test('reads that the records are there when only the marker is gone', () => {
    expect(clearedWords({ at: AT, part: 'marker', lost: null })).toContain('走访记录都还在')
  })

  test('reads nothing when nothing was cleared', () => {
    expect(clearedWords(null)).toBe('')
  })
})
