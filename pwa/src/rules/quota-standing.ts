/** When a person stood under which row of a plan, and in which branch (docs/quotas.md §2). */
import { byText, dayAfter, dayBefore, dayNumber } from './civil-days'
import { rowOf, type QuotaPlan, type QuotaRow, type Rank } from './quota-plan'

/** A time from its first to its last day, both included; null where an end is not known. */
export interface Span {
  readonly from: string | null
  readonly to: string | null
}

export interface QuotaStanding {
  readonly ranks: readonly (Span & { readonly rank: Rank })[]
  readonly members: readonly Span[]
  /** By branch; null is headquarters. */
  readonly posts: readonly (Span & { readonly branch_id: string | null })[]
  readonly waiver: string | null
}

export interface Piece {
  readonly row: QuotaRow
  readonly branch_id: string | null
  readonly first: string
  readonly last: string
}

const FIRST_OF_ALL = '0001-01-01'
const LAST_OF_ALL = '9999-12-31'

/** The times under one row and branch, in order, those that touch joined. */
export function piecesOf(plan: QuotaPlan, standing: QuotaStanding): Piece[] {
  const pieces: Piece[] = []
  for (const [first, last] of stretches(plan, standing)) {
    const row = rowOn(plan, standing, first)
    const post = standing.posts.find((span) => holds(span, first))
    if (row === null || post === undefined) continue
    const { branch_id } = post
    const held = pieces.at(-1)
    const touches =
      held?.row === row && held.branch_id === branch_id && dayAfter(held.last) === first
    if (touches) pieces.splice(-1, 1, { ...held, last })
    else pieces.push({ row, branch_id, first, last })
  }
  return pieces
}

/** The branch that answers for the person: the last, or that of most days (else the later). */
export function branchOf(plan: QuotaPlan, pieces: readonly Piece[]): string | null {
  const last = pieces.at(-1)
  if (last === undefined || plan.rules.transfer_rule === 'at_end') return last?.branch_id ?? null
  const days = new Map<string | null, number>()
  // Put in anew, so that the order is that of the last days.
  for (const piece of pieces) {
    const before = days.get(piece.branch_id) ?? 0
    days.delete(piece.branch_id)
    days.set(piece.branch_id, before + daysOf([piece]))
  }
  const most = Math.max(...days.values())
  return [...days].findLast(([, n]) => n === most)?.[0] ?? null
}

export function daysOf(pieces: readonly Piece[]): number {
  return pieces.reduce((days, { first, last }) => days + dayNumber(last) - dayNumber(first) + 1, 0)
}

/** Why somebody without pieces has none. */
export function whyNone(
  plan: QuotaPlan,
  standing: QuotaStanding,
): 'no_post' | 'not_member' | 'no_rank' {
  if (!standing.posts.some((span) => meets(span, plan))) return 'no_post'
  const isMember = standing.members.some((span) => meets(span, plan))
  return plan.members_only && !isMember ? 'not_member' : 'no_rank'
}

/** Cut the period wherever something begins or has ended. */
function stretches(plan: QuotaPlan, standing: QuotaStanding): [string, string][] {
  const spans: Span[] = [...standing.ranks, ...standing.posts, ...standing.members]
  const begun = spans.map(({ from }) => from ?? FIRST_OF_ALL)
  const ended = spans.flatMap(({ to }) =>
    to !== null && to < plan.period_to ? [dayAfter(to)] : [],
  )
  const days = [plan.period_from, ...begun, ...ended].filter((day) => isWithin(day, plan))
  const cuts = [...new Set(days)].toSorted(byText)
  return cuts.map((first, n) => {
    const following = cuts[n + 1]
    return [first, following === undefined ? plan.period_to : dayBefore(following)]
  })
}

function rowOn(plan: QuotaPlan, standing: QuotaStanding, day: string): QuotaRow | null {
  if (plan.members_only && !standing.members.some((span) => holds(span, day))) return null
  const held = standing.ranks.filter((span) => holds(span, day))
  return rowOf(
    plan,
    held.map(({ rank }) => rank),
  )
}

function holds({ from, to }: Span, day: string): boolean {
  return (from ?? FIRST_OF_ALL) <= day && day <= (to ?? LAST_OF_ALL)
}

function meets({ from, to }: Span, plan: QuotaPlan): boolean {
  return (from ?? FIRST_OF_ALL) <= plan.period_to && plan.period_from <= (to ?? LAST_OF_ALL)
}

export function isWithin(day: string, plan: QuotaPlan): boolean {
  return plan.period_from <= day && day <= plan.period_to
}
