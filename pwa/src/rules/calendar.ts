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

export type Unit = 'working' | 'natural'

const DAY_MS = 86_400_000
const MAX_COUNT = 3660
// Day 0 of UTC, 1970-01-01, was a Thursday.
const THURSDAY = 4

export class CalendarError extends Error {}

/** The calendar of a pack as the bureau published it (docs/rules.md, Calendar). */
export function parseCalendar(pack: unknown): Calendar {
  const told = partOf(pack, 'calendar')
  const years = Object.entries(partOf(told, 'years') ?? {})
  return {
    knownFrom: numberOf(textIn(told, 'known_from')),
    knownUntil: numberOf(textIn(told, 'known_until')),
    rest: daysOf(years, 'rest'),
    work: daysOf(years, 'work'),
    fixedRest: new Set(wordsIn(told, 'fixed_rest')),
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

function daysOf(
  years: readonly (readonly [year: string, told: unknown])[],
  kind: 'rest' | 'work',
): ReadonlySet<number> {
  const days = years.flatMap(([year, told]) =>
    wordsIn(told, kind).map((day) => numberOf(`${year}-${day}`)),
  )
  return new Set(days)
}

function partOf(raw: unknown, name: string): unknown {
  const parts = typeof raw === 'object' && raw !== null ? Object.entries(raw) : []
  const part: unknown = new Map<string, unknown>(parts).get(name)
  if (part === undefined) throw new CalendarError(name)
  return part
}

function textIn(raw: unknown, name: string): string {
  const text = partOf(raw, name)
  if (typeof text !== 'string') throw new CalendarError(name)
  return text
}

function wordsIn(raw: unknown, name: string): readonly string[] {
  const words = partOf(raw, name)
  if (!Array.isArray(words)) throw new CalendarError(name)
  return words.filter((word) => typeof word === 'string')
}

function numberOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS
}

function textOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}
