/** Visits sorted for the list: newest day first, newest visit first in its day. */
import { civilDate } from './closing'
import type { Listed } from './listing'

export interface Day {
  readonly on: string
  readonly visits: readonly Listed[]
}

/** The order of the list: who began latest stands first. */
export function newestFirst(visits: readonly Listed[]): Listed[] {
  return [...visits].sort((a, b) => b.visit.opened_at.localeCompare(a.visit.opened_at))
}

/** Group visits, the newest first, by the civil day on which they began. */
export function byDay(visits: readonly Listed[]): Day[] {
  const days = new Map<string, Listed[]>()
  for (const listed of visits) {
    const on = civilDate(new Date(listed.visit.opened_at))
    days.set(on, [...(days.get(on) ?? []), listed])
  }
  return [...days].map(([on, of]) => ({ on, visits: of }))
}
