/** Two officers at one door make one visit: finding the co-officer's record of it. */
import type { VisitRow } from './rows'

const HOUR_MS = 60 * 60_000

/** The visit that a co-officer recorded at this enterprise within the hour and that names me. */
export function jointVisit(
  visits: readonly VisitRow[],
  wanted: { enterpriseId: string; personId: string; now: Date },
): VisitRow | null {
  const { enterpriseId, personId, now } = wanted
  const joint = visits.filter(
    (visit) =>
      visit.enterprise_id === enterpriseId &&
      visit.state === 'closed' &&
      visit.author_id !== personId &&
      visit.participants.includes(personId) &&
      Math.abs(now.getTime() - Date.parse(visit.closed_at)) <= HOUR_MS,
  )
  return joint.sort((a, b) => b.closed_at.localeCompare(a.closed_at))[0] ?? null
}
