/** Until when what an enterprise applied for is to be decided (docs/rules.md, Calendar). */
import { rowOn, type PackRow } from '@/features/rulebook/public'
import { CalendarError, due, parseCalendar, type Due, type Unit } from '@/rules/calendar'
import { regimeOf } from './regime'
import type { RegistrationRow } from './rows'

export const CALENDAR = 'calendar.cn'

export interface LimitOfAct {
  readonly count: number
  readonly unit: Unit
  /** Null where this phone has no calendar. */
  readonly due: Due | null
}

/** Null for what nobody applied for, what is done on the spot, and an unknown regime. */
export function limitOf(
  { act, regime, regime_version: version, decided_on: start }: RegistrationRow,
  packs: readonly PackRow[],
  today: string,
): LimitOfAct | null {
  if (act !== 'decision' && act !== 'assistance') return null
  const row = packs.find((one) => one.pack === regime && one.version === version)
  const limit = row ? (regimeOf(row)?.limit ?? null) : null
  if (limit === null) return null
  return { ...limit, due: dueOn(rowOn(packs, CALENDAR, today), start, limit) }
}

function dueOn(
  row: PackRow | null,
  start: string,
  { count, unit }: Pick<LimitOfAct, 'count' | 'unit'>,
): Due | null {
  if (row === null) return null
  try {
    return due(parseCalendar(JSON.parse(row.content)), start, count, unit)
  } catch (error) {
    // The clock of a phone may stand before the first announced year.
    if (error instanceof CalendarError) return null
    throw error
  }
}
