/** One's own visits for the list, with what the list says about each. */
import type { Entry } from '@/sync/entry'
import type { FindingRow, VisitRow } from './rows'
import { standingOf, type Standing } from './standing'

export interface Listed {
  readonly visit: VisitRow
  readonly standing: Standing
  readonly problems: number
}

export const filters = ['all', 'waiting', 'confirmed', 'withdrawn', 'review'] as const
export type Filter = (typeof filters)[number]

interface Known {
  visits: readonly VisitRow[]
  findings: readonly FindingRow[]
  entries: readonly Entry[]
  personId: string
}

/** The visits that the person took part in, each with its standing and number of problems. */
export function ownVisits({ visits, findings, entries, personId }: Known): Listed[] {
  const counts = new Map<string, number>()
  for (const { visit_id: id } of findings) counts.set(id, (counts.get(id) ?? 0) + 1)
  return visits
    .filter((visit) => visit.participants.includes(personId))
    .map((visit) => ({
      visit,
      standing: standingOf(visit, entries),
      problems: counts.get(visit.id) ?? 0,
    }))
}

export function passing(listed: readonly Listed[], filter: Filter): Listed[] {
  return listed.filter(({ standing }) => filter === 'all' || standing === filter)
}
