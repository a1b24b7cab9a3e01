/** What this phone adds to the bureau's figures until it has been sent. */
import type { FindingRow, VisitRow } from '@/features/visits/public'
import type { Table } from '@/sync/table'
import type { PlanRow } from './rows'

export interface Waiting {
  /** Enterprises that no confirmed visit of the period has reached. */
  readonly enterprises: number
  readonly visitTimes: number
  readonly solved: number
}

export interface Work {
  readonly visits: Table<VisitRow>
  readonly findings: Table<FindingRow>
  readonly personId: string
}

/** Count a person's visits and solved problems of a plan's period that the bureau does not know. */
export function waitingFor(plan: PlanRow, work: Work): Waiting {
  const mine = work.visits.all().filter((visit) => isCounted(visit, plan, work.personId))
  const confirmed = mine.filter((visit) => work.visits.confirmed(visit.id) !== undefined)
  const fresh = mine.filter((visit) => !confirmed.includes(visit))
  const reached = new Set(confirmed.map((visit) => visit.enterprise_id))
  const added = new Set(
    fresh.map((visit) => visit.enterprise_id).filter((enterprise) => !reached.has(enterprise)),
  )
  return { enterprises: added.size, visitTimes: fresh.length, solved: solvedHere(plan, work) }
}

function isCounted(visit: VisitRow, plan: PlanRow, personId: string): boolean {
  if (visit.state !== 'closed' || !visit.participants.includes(personId)) return false
  return isWithin(civilDate(visit.opened_at), plan)
}

function solvedHere(plan: PlanRow, work: Work): number {
  const fresh = work.findings.all().filter((finding) => isFreshlySolved(finding, work))
  return fresh.filter((finding) => isSolvedBy(finding, plan, work)).length
}

function isFreshlySolved(finding: FindingRow, { findings }: Work): boolean {
  if (finding.waiting !== true || finding.state !== 'solved') return false
  return findings.confirmed(finding.id)?.state !== 'solved'
}

/** What was solved on the spot names neither day nor person: they are those of the visit. */
function isSolvedBy(finding: FindingRow, plan: PlanRow, { visits, personId }: Work): boolean {
  const visit = visits.get(finding.visit_id)
  const on = finding.solved_on ?? civilDate(visit?.opened_at ?? '')
  return (finding.solved_by ?? visit?.author_id) === personId && isWithin(on, plan)
}

function isWithin(on: string, plan: PlanRow): boolean {
  return plan.period_from <= on && on <= plan.period_to
}

/** The civil day of an instant where this phone is. */
function civilDate(instant: string): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return ''
  const [month, day] = [at.getMonth() + 1, at.getDate()].map((n) => String(n).padStart(2, '0'))
  return [at.getFullYear(), month, day].join('-')
}
