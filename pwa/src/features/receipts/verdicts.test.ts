import { beforeAll, describe, expect, test } from 'vitest'
import { learn } from '@/core/texts'
import chinese from './locales/zh-CN.json'
import { verdictWords } from './verdicts'
import type { Verdict, Verification } from './verifying'

const NOW = new Date('2026-11-23T10:00:00Z')
const HOUR = 3600 * 1000

function found(verdict: Verdict, more: Partial<Verification> = {}): Verification {
  return { verdict, receipt: null, withdrawnOn: null, revokedAt: null, ...more }
}

function ago(hours: number): Date {
  return new Date(NOW.getTime() - hours * HOUR)
}

beforeAll(() => learn('zh-CN', { receipts: chinese }))

describe('a verdict in words', () => {
  test('is green only with a list of today, and always says what cannot be known', () => {
    const told = verdictWords(found('genuine'), ago(3), NOW)

    expect([told.tone, told.title]).toEqual(['ok', '真实'])
    expect(told.remark).toContain('已过 3 小时')
    expect(told.remark).toContain('无法知道这之后有没有撤回')
  })

  test.each([
    [ago(25), '已过 25 小时'],
    [ago(24 * 9), '已过 9 天'],
    [null, '不知道核对用的名单是什么时候的'],
  ])('is amber with an older list, and says how old it is', (listedAt, words) => {
    const told = verdictWords(found('genuine'), listedAt, NOW)

    expect(told.tone).toBe('warn')
    expect(told.remark).toContain(words)
    expect(told.remark).toContain('无法知道这之后有没有撤回')
  })

  test('says since when an act is withdrawn', () => {
    const told = verdictWords(found('withdrawn', { withdrawnOn: '2026-11-21' }), ago(1), NOW)

    expect(told.tone).toBe('alarm')
    expect(told.words).toContain('2026年11月21日 撤回')
  })

  test.each(['altered', 'unreadable'] as const)('%s needs no list to be an alarm', (verdict) => {
    const told = verdictWords(found(verdict), null, NOW)

    expect([told.tone, told.remark]).toEqual(['alarm', ''])
  })

  test('of an unknown phone says how old the list is, as that may be why', () => {
    expect(verdictWords(found('unknown_key'), ago(30), NOW).remark).toContain('已过 30 小时')
  })
})
