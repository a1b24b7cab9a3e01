import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CalendarError, due, parseCalendar, type Unit } from './calendar'

interface Limit {
  readonly start: string
  readonly n: number
  readonly unit: Unit
  readonly due: string
  readonly provisional: boolean
}

const CALENDAR = parseCalendar(
  JSON.parse(readFileSync('../sync/rules/packs/calendar.json', 'utf8')),
)
const LIMITS: Limit[] = JSON.parse(readFileSync('../sync/vectors/rules/calendar.json', 'utf8'))

test.each(LIMITS)('$start and $n $unit days end on $due', (limit) => {
  expect(due(CALENDAR, limit.start, limit.n, limit.unit)).toEqual({
    on: limit.due,
    isProvisional: limit.provisional,
  })
})

test('a day before the table and a count that is no limit are errors', () => {
  expect(() => due(CALENDAR, '2012-12-01', 1, 'working')).toThrow(CalendarError)
  expect(() => due(CALENDAR, '2026-11-23', -1, 'natural')).toThrow(CalendarError)
})
