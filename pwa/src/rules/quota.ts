/**
 * From facts to the figures of one person under a plan (sync/rules/quota.py answers alike).
 * Whole numbers only. Days are civil days of the city, YYYY-MM-DD; docs/quotas.md §2–4.
 */
import { byText, dayNumber } from './civil-days'
import { rowOf, type QuotaPlan, type QuotaRow, type Source } from './quota-plan'
import {
  branchOf,
  daysOf,
  isWithin,
  piecesOf,
  whyNone,
  type Piece,
  type QuotaStanding,
} from './quota-standing'

type State = 'stands' | 'withdrawn' | 'rejected'

interface Fact {
  readonly id: string
  readonly on: string
  readonly people: readonly string[]
  readonly state: State
  /** Null while it waits on a phone. */
  readonly received_on: string | null
}

export interface QuotaVisit extends Fact {
  readonly enterprise_id: string | null
  readonly author: string
}

export interface Solution extends Fact {
  /** Solutions of one problem are one. */
  readonly problem: string
  readonly source: Source
  readonly hard: boolean
}

export type Why =
  | 'counts'
  | 'again'
  | 'no_enterprise'
  | 'withdrawn'
  | 'rejected'
  | 'outside'
  | 'not_held'
  | 'not_author'
  | 'no_weight'
  | 'same_problem'

export interface Item {
  readonly id: string
  readonly on: string
  readonly why: Why
  readonly adds: number
}

export interface Figures {
  readonly row: QuotaRow | null
  readonly why_none: 'no_post' | 'not_member' | 'no_rank' | 'too_short' | null
  readonly pieces: readonly Piece[]
  readonly branch_id: string | null
  readonly waived: boolean
  readonly target_visits: number
  readonly target_solved: number
  /** Distinct enterprises (家). */
  readonly enterprises: number
  /** Visits that count (家次). */
  readonly visit_times: number
  readonly solved: number
  readonly visits: readonly Item[]
  readonly problems: readonly Item[]
}

export interface Work {
  readonly visits: readonly QuotaVisit[]
  readonly solutions: readonly Solution[]
}

const NOTHING = { enterprises: 0, visit_times: 0, solved: 0, visits: [], problems: [] } as const

/** A person's figures; facts may come in any order and more than once. */
export function figures(
  personId: string,
  plan: QuotaPlan,
  standing: QuotaStanding,
  work: Work,
): Figures {
  const pieces = piecesOf(plan, standing)
  const days = daysOf(pieces)
  const branch_id = branchOf(plan, pieces)
  if (days === 0 || days < plan.rules.least_days) {
    const why_none = pieces.length > 0 ? 'too_short' : whyNone(plan, standing)
    const none = { row: null, why_none, waived: false, target_visits: 0, target_solved: 0 } as const
    return { ...none, pieces, branch_id, ...NOTHING }
  }
  const row = rowOfPieces(plan, pieces)
  const waived = standing.waiver !== null && row.in_principle
  const targets = waived ? { target_visits: 0, target_solved: 0 } : targetsOf(plan, row, pieces)
  const visits = visitItems(personId, plan, pieces, work.visits)
  const problems = problemItems(personId, plan, pieces, work.solutions)
  return {
    ...{ row, why_none: null, pieces, branch_id, waived, ...targets, visits, problems },
    enterprises: sum(visits.map(({ adds }) => adds)),
    visit_times: visits.filter(({ why }) => isVisitTime(why)).length,
    solved: sum(problems.map(({ adds }) => adds)),
  }
}

/** How many days are left of a period after a day; 0 when it is over. */
export function daysLeft(plan: Pick<QuotaPlan, 'period_to'>, today: string): number {
  return Math.max(0, dayNumber(plan.period_to) - dayNumber(today))
}

export function isVisitTime(why: Why): boolean {
  return why === 'counts' || why === 'again' || why === 'no_enterprise'
}

/** The row that names the person: by the rank rule; pro rata it is the highest. */
function rowOfPieces(plan: QuotaPlan, pieces: readonly Piece[]): QuotaRow {
  const ranks = pieces.map(({ row }) => row.rank)
  const row = rowOf(plan, plan.rules.rank_rule === 'at_end' ? ranks.slice(-1) : ranks)
  if (row === null) throw new Error('each piece has a row of the plan')
  return row
}

function targetsOf(
  plan: QuotaPlan,
  row: QuotaRow,
  pieces: readonly Piece[],
): Pick<Figures, 'target_visits' | 'target_solved'> {
  const whole =
    plan.rules.part_rule === 'by_days'
      ? dayNumber(plan.period_to) - dayNumber(plan.period_from) + 1
      : daysOf(pieces)
  const shares =
    plan.rules.rank_rule === 'by_days'
      ? pieces.map((piece) => ({ row: piece.row, days: daysOf([piece]) }))
      : [{ row, days: daysOf(pieces) }]
  const visits = sum(shares.map((share) => share.row.visits * share.days))
  const solved = sum(shares.map((share) => share.row.solved * share.days))
  const target = (amount: number): number => divided(plan.rules.rounding, amount, whole)
  return { target_visits: target(visits), target_solved: target(solved) }
}

/** Whole numbers far below 2^53, so that floor and remainder are exact. */
function divided(rounding: QuotaPlan['rules']['rounding'], amount: number, by: number): number {
  const down = (amount - (amount % by)) / by
  const rest = amount % by
  if (rounding === 'up') return rest > 0 ? down + 1 : down
  return rounding === 'half_up' && 2 * rest >= by ? down + 1 : down
}

function visitItems(
  personId: string,
  plan: QuotaPlan,
  pieces: readonly Piece[],
  visits: readonly QuotaVisit[],
): Item[] {
  const reached = new Set<string>()
  return inOrder(personId, visits).map((visit) => {
    const why = whyNot(plan, pieces, visit) ?? whyNoVisit(personId, plan, visit, reached)
    if (why === 'counts' && visit.enterprise_id !== null) reached.add(visit.enterprise_id)
    return { id: visit.id, on: countedOn(visit), why, adds: why === 'counts' ? 1 : 0 }
  })
}

function whyNoVisit(
  personId: string,
  plan: QuotaPlan,
  visit: QuotaVisit,
  reached: ReadonlySet<string>,
): Why {
  if (plan.rules.co_rule === 'author' && visit.author !== personId) return 'not_author'
  if (visit.enterprise_id === null) return 'no_enterprise'
  return reached.has(visit.enterprise_id) ? 'again' : 'counts'
}

function problemItems(
  personId: string,
  plan: QuotaPlan,
  pieces: readonly Piece[],
  solutions: readonly Solution[],
): Item[] {
  const { weights } = plan.rules
  const seen = new Set<string>()
  return inOrder(personId, solutions).map((solution) => {
    const weight = weights[solution.source] * (solution.hard ? weights.hard : 1)
    const isSame = seen.has(solution.problem)
    const counting: Why = isSame ? 'same_problem' : 'counts'
    const why = whyNot(plan, pieces, solution) ?? (weight === 0 ? 'no_weight' : counting)
    if (why === 'counts') seen.add(solution.problem)
    const adds = why === 'counts' ? weight : 0
    return { id: solution.id, on: countedOn(solution), why, adds }
  })
}

function inOrder<F extends Fact>(personId: string, facts: readonly F[]): F[] {
  const mine = facts.filter(({ people }) => people.includes(personId))
  const once = [...new Map(mine.map((fact) => [fact.id, fact])).values()]
  return once.toSorted(
    (one, other) => byText(countedOn(one), countedOn(other)) || byText(one.id, other.id),
  )
}

/** A day that was still to come when a fact arrived is that of its arrival. */
function countedOn({ on, received_on }: Fact): string {
  return received_on !== null && received_on < on ? received_on : on
}

function whyNot(plan: QuotaPlan, pieces: readonly Piece[], fact: Fact): Why | null {
  const on = countedOn(fact)
  if (fact.state !== 'stands') return fact.state
  if (!isWithin(on, plan)) return 'outside'
  const isHeld = pieces.some(({ first, last }) => first <= on && on <= last)
  return plan.rules.work_rule === 'held' && !isHeld ? 'not_held' : null
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0)
}
