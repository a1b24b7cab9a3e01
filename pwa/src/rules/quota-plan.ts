/** What a plan asks, as data: its rows and rules (sync/rules/quota_plan.py, docs/quotas.md §1). */

/** Highest first. */
export const RANKS = ['deputy_division', 'deputy_section', 'ordinary'] as const
export type Rank = (typeof RANKS)[number]

export const RULES = {
  rank_rule: ['highest', 'at_end', 'by_days'],
  part_rule: ['whole', 'by_days'],
  rounding: ['up', 'half_up', 'down'],
  transfer_rule: ['at_end', 'longest'],
  work_rule: ['period', 'held'],
  co_rule: ['each', 'author'],
} as const

export const SOURCES = ['finding', 'petition', 'registration'] as const
export type Source = (typeof SOURCES)[number]

export interface QuotaRow {
  readonly rank: Rank
  readonly visits: number
  readonly solved: number
  readonly in_principle: boolean
}

type Rules = {
  readonly [name in keyof typeof RULES]: (typeof RULES)[name][number]
}

export interface QuotaRules extends Rules {
  /** Who stood under a row on fewer days is asked for nothing. */
  readonly least_days: number
  /** What a solved problem counts by its source; `hard` multiplies that of a hard case. */
  readonly weights: Readonly<Record<Source | 'hard', number>>
}

export interface QuotaPlan {
  readonly period_from: string
  readonly period_to: string
  readonly rows: readonly QuotaRow[]
  readonly members_only: boolean
  readonly rules: QuotaRules
}

export const USUAL_RULES: QuotaRules = {
  rank_rule: 'highest',
  part_rule: 'whole',
  rounding: 'up',
  transfer_rule: 'at_end',
  work_rule: 'period',
  co_rule: 'each',
  least_days: 0,
  weights: { finding: 1, petition: 1, registration: 1, hard: 1 },
}

/** Whether a rank stands under a row: 以上 takes the higher ones too, 一般 does not. */
export function holdsFor(row: QuotaRow, rank: Rank): boolean {
  if (row.rank === 'ordinary') return rank === 'ordinary'
  return RANKS.indexOf(rank) <= RANKS.indexOf(row.rank)
}

/** The row of the highest rank among those held on a day, if any row holds. */
export function rowOf(plan: QuotaPlan, ranks: readonly Rank[]): QuotaRow | null {
  const rows = plan.rows.toSorted(
    (one, other) => RANKS.indexOf(one.rank) - RANKS.indexOf(other.rank),
  )
  return rows.find((row) => ranks.some((rank) => holdsFor(row, rank))) ?? null
}
