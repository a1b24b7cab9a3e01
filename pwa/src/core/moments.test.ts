import { expect, test } from 'vitest'
import { isoDay } from './moments'

test("the day of an early morning is the device's own, not the day before", () => {
  expect(isoDay(new Date(2026, 2, 5, 0, 30))).toBe('2026-03-05')
})
