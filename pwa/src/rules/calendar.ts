/**
 * Working days and limits (sync/rules/calendar.py); beyond the announced years a due date is
 * provisional (暂定). Days are UTC day numbers: a local Date would shift them.
 */
export interface Calendar {
  readonly knownFrom: number
  readonly knownUntil: number
  readonly rest: ReadonlySet<number>
  readonly work: ReadonlySet<number>
  readonly fixedRest: ReadonlySet<string>
}

export interface Due {
  readonly on: string
  readonly isProvisional: boolean
}

/** A calendar as JSON says it. */
export interface RawCalendar {
  readonly known_from: string
  readonly known_until: string
  readonly fixed_rest: readonly string[]
  readonly years: Readonly<
    Record<string, { readonly rest: readonly string[]; readonly work: readonly string[] }>
  >
}

export type Unit = 'working' | 'natural'

const DAY_MS = 86_400_000
const MAX_COUNT = 3660
// Day 0 of UTC, 1970-01-01, was a Thursday.
const THURSDAY = 4

export class CalendarError extends Error {}

export function readCalendar(raw: RawCalendar): Calendar {
  return {
    knownFrom: numberOf(raw.known_from),
    knownUntil: numberOf(raw.known_until),
    rest: daysOf(raw, 'rest'),
    work: daysOf(raw, 'work'),
    fixedRest: new Set(raw.fixed_rest),
  }
}

/** The last day of a limit; the first day is not counted, and natural days never end at rest. */
export function due(calendar: Calendar, start: string, count: number, unit: Unit): Due {
  if (!Number.isSafeInteger(count) || count < 0 || count > MAX_COUNT) {
    throw new CalendarError(String(count))
  }
  let day = unit === 'working' ? numberOf(start) : numberOf(start) + count
  let left = unit === 'working' ? count : 0
  while (left > 0) {
    day += 1
    if (isWorkday(calendar, day)) left -= 1
  }
  while (!isWorkday(calendar, day)) day += 1
  return { on: textOf(day), isProvisional: day > calendar.knownUntil }
}

function isWorkday(calendar: Calendar, day: number): boolean {
  if (day < calendar.knownFrom) throw new CalendarError(textOf(day))
  if (calendar.work.has(day)) return true
  const weekday = (day + THURSDAY) % 7
  const isFixed = day > calendar.knownUntil && calendar.fixedRest.has(textOf(day).slice(5))
  return weekday !== 0 && weekday !== 6 && !calendar.rest.has(day) && !isFixed
}

function daysOf({ years }: RawCalendar, kind: 'rest' | 'work'): ReadonlySet<number> {
  const days = Object.entries(years).flatMap(([year, told]) =>
    told[kind].map((day) => numberOf(`${year}-${day}`)),
  )
  return new Set(days)
}

function numberOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS
}

function textOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}
