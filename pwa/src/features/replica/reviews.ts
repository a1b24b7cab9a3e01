import type { Entry } from '@/sync/entry'
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'

/** A command that was not simply taken in (docs/protocol.md §3). */
export interface ReviewRow extends Row {
  readonly seq: number
  readonly command_name: string
  readonly entity: string
  readonly status: 'conflict' | 'rejected' | 'quarantined' | 'blocked'
  readonly title: string
  readonly detail: string
  readonly mine: Readonly<Record<string, unknown>>
  readonly theirs: Readonly<Record<string, unknown>>
  readonly state: 'open' | 'settled'
  readonly resolution: string
  readonly created_at: string
}

export const REVIEW = 'review' as TableName<ReviewRow>

/** How many need somebody; an answer counts before the bureau's row about it has arrived. */
export function countToReview(entries: readonly Entry[], reviews: readonly ReviewRow[]): number {
  const states = new Map(reviews.map(({ seq, state }) => [seq, state]))
  const open = reviews.filter(({ state }) => state === 'open').length
  const unheard = entries.filter(({ state, seq }) => state === 'review' && !states.has(seq))
  return open + unheard.length
}
