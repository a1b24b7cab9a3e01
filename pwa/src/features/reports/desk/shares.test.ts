import { expect, test } from 'vitest'
import { paceOf, partOver, percentOf, warmthOf } from './shares'

test('a share is rounded down, so that nobody seems done who is not', () => {
  expect(percentOf({ asked: 300, reached: 299 })).toBe(99)
})

test('of whom nothing is asked all is reached', () => {
  expect(percentOf({ asked: 0, reached: 0 })).toBe(100)
  expect(paceOf({ asked: 0, reached: 0 }, 1).word).toBe('done')
})

test('who keeps the even pace of the period is in time, who does not is late', () => {
  expect(paceOf({ asked: 4, reached: 2 }, 0.5).word).toBe('onTime')
  expect(paceOf({ asked: 4, reached: 1 }, 0.5).word).toBe('late')
})

test('who has reached nothing is red even on the first day', () => {
  expect(paceOf({ asked: 4, reached: 0 }, 0).tone).toBe('alarm')
})

test('a period is over by days, its first and last included', () => {
  expect(partOver('2026-01-01', '2026-12-31', '2025-12-01')).toBe(0)
  expect(partOver('2026-01-01', '2026-01-10', '2026-01-05')).toBe(0.5)
  expect(partOver('2026-01-01', '2026-01-10', '2027-01-05')).toBe(1)
})

test('the warmest cell is the fifth shade, and one visit is never none', () => {
  expect([0, 1, 50, 100].map((n) => warmthOf(n, 100))).toEqual([0, 1, 3, 5])
})
