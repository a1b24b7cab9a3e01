import type { Entry } from '@/sync/entry'
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'

/** A command that was not simply taken in (docs/protocol.md §3). What an older bureau left out
 * of a row is missing in it. */
export interface ReviewRow extends Row {
  readonly seq: number
  readonly command_name: string
  readonly entity: string
  readonly status: string
  readonly title: string
  readonly detail: string
  readonly mine: Readonly<Record<string, unknown>>
  readonly theirs: Readonly<Record<string, unknown>>
  readonly state: string
  readonly resolution: string
  readonly created_at: string
  readonly about?: string
  readonly settled_as?: string
  readonly outcome?: string
  readonly resolved_by?: string | null
  readonly resolved_at?: string | null
}

export const REVIEW = 'review' as TableName<ReviewRow>

/** Whether a review tells of the phone itself, and not of one command of its chain. */
export function isOfPhone(status: string): boolean {
  return status === 'lost' || status === 'forked'
}

/** Reviews of commands; what was lost with an older phone bears a number of that phone's chain. */
export function ofThisChain(reviews: readonly ReviewRow[]): readonly ReviewRow[] {
  return reviews.filter(({ status }) => !isOfPhone(status))
}

/** How many need somebody; an answer counts before the bureau's row about it has arrived. */
export function countToReview(entries: readonly Entry[], reviews: readonly ReviewRow[]): number {
  const known = new Set(ofThisChain(reviews).map(({ seq }) => seq))
  const unheard = entries.filter(({ state, seq }) => state === 'review' && !known.has(seq))
  return reviews.filter((review) => needsSomebody(review, entries)).length + unheard.length
}

/** Open at the office, or handed back and not yet done again on this phone. */
export function needsSomebody(review: ReviewRow, entries: readonly Entry[]): boolean {
  return review.state === 'open' || isHandedBack(review, entries)
}

/** Handed back, and nothing of the same kind and name was made here since. */
export function isHandedBack(review: ReviewRow, entries: readonly Entry[]): boolean {
  if (review.settled_as !== 'hand_back' || isOfPhone(review.status)) return false
  const first = entries.find(({ seq }) => seq === review.seq)
  const since = Date.parse(review.resolved_at ?? '')
  const again = entries.some(
    (entry) =>
      entry.created_at > since && entry.name === first?.name && entry.title === first.title,
  )
  return first !== undefined && !again
}

/** What the office took in after a review took effect: nothing about it needs anybody any more. */
export function asDecided(entries: readonly Entry[], reviews: readonly ReviewRow[]): Entry[] {
  const settled = new Map(
    ofThisChain(reviews)
      .filter(({ state }) => state !== 'open')
      .map((review) => [review.seq, review]),
  )
  return entries.map((entry) => {
    const review = entry.state === 'review' ? settled.get(entry.seq) : undefined
    // A visit that was not taken in is nowhere but on this phone.
    const isOver = review !== undefined && (review.outcome || entry.name !== 'visit.close')
    return isOver ? { ...entry, state: 'acked' } : entry
  })
}
