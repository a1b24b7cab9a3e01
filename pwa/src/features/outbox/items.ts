/** What was made on this phone, as people see it: how far each item has come. */
import { isHandedBack, isOfPhone, ofThisChain, type ReviewRow } from '@/features/replica/public'
import { isWaiting, type Entry } from '@/sync/entry'
import type { Going } from '@/sync/status'

/**
 * waiting 待上传 · sending 上传中 · photos 文字已确认 · delivered 已送达 · review 需处理 ·
 * returned 退回重做 · settled 已处理
 */
export type Stage =
  'waiting' | 'sending' | 'photos' | 'delivered' | 'review' | 'returned' | 'settled'

export interface Item {
  readonly entry: Entry
  readonly stage: Stage
  readonly photos: Photos
  readonly review: ReviewRow | null
  /** Whether it is to be filled in once more, as nobody takes it in as it is. */
  readonly isToBeDoneAgain: boolean
}

/** How many of an entry's photos the bureau has; of the one on its way, how much in percent. */
export interface Photos {
  readonly sent: number
  readonly all: number
  readonly percent: number | null
}

/** What the exchange with the bureau is about at this moment. */
export interface Contact {
  readonly missing: ReadonlySet<string>
  readonly isSending: boolean
  readonly going: Going | null
}

/** The entries with their photos and reviews, the newest first. */
export function itemsOf(
  entries: readonly Entry[],
  reviews: readonly ReviewRow[],
  { missing, isSending, going }: Contact,
): Item[] {
  const bySeq = new Map(ofThisChain(reviews).map((review) => [review.seq, review]))
  return entries
    .map((entry) => {
      const review = bySeq.get(entry.seq) ?? null
      const left = entry.blobs.filter((sha256) => missing.has(sha256)).length
      const percent = going && entry.blobs.includes(going.sha256) ? going.percent : null
      const photos = { sent: entry.blobs.length - left, all: entry.blobs.length, percent }
      const isReturned = review !== null && isHandedBack(review, entries)
      const stage = stageOf(entry, { review, left, isSending, isReturned })
      return { entry, review, photos, stage, isToBeDoneAgain: isForNothing(entry, stage, entries) }
    })
    .filter(isWorthListing)
    .reverse()
}

/** That a message was read is said while it waits; afterwards nobody looks for it. */
function isWorthListing({ entry, stage }: Item): boolean {
  return entry.name !== 'message.read' || stage !== 'delivered'
}

const WRITTEN = [
  ...['visit.close', 'visit.correct', 'enterprise.add', 'enterprise.amend'],
  ...['registration.decide', 'registration.notify', 'registration.correct'],
  ...['case.log', 'case.propose'],
]

/** Refused or handed back, with a form of its own, and its visit not written anew since. */
function isForNothing(entry: Entry, stage: Stage, entries: readonly Entry[]): boolean {
  if (entry.lost || !WRITTEN.includes(entry.name)) return false
  if (entries.some(({ entity }) => entity === entry.id)) return false
  return stage === 'returned' || (stage === 'review' && entry.result?.status === 'rejected')
}

interface Circumstances {
  readonly review: ReviewRow | null
  readonly left: number
  readonly isSending: boolean
  readonly isReturned: boolean
}

function stageOf(entry: Entry, now: Circumstances): Stage {
  // What went out without an answer waits again once nothing is under way.
  if (isWaiting(entry)) return entry.state === 'sent' && now.isSending ? 'sending' : 'waiting'
  if (now.isReturned) return 'returned'
  if (entry.state === 'review') return isOpen(now.review) ? 'review' : 'settled'
  return now.left > 0 ? 'photos' : 'delivered'
}

function isOpen(review: ReviewRow | null): boolean {
  return review === null || review.state === 'open'
}

/** Open reviews of what is no longer kept on this phone, or was lost with an older one. */
export function orphansOf(entries: readonly Entry[], reviews: readonly ReviewRow[]): ReviewRow[] {
  const kept = new Set(entries.map(({ seq }) => seq))
  return reviews.filter(
    ({ seq, state, status }) => state === 'open' && (isOfPhone(status) || !kept.has(seq)),
  )
}

export interface Sections {
  readonly review: readonly Item[]
  readonly moving: readonly Item[]
  readonly done: readonly Item[]
}

/** What needs somebody, what is on its way, and what has arrived. */
export function sectionsOf(items: readonly Item[]): Sections {
  return {
    review: items.filter(({ stage }) => stage === 'review' || stage === 'returned'),
    moving: items.filter(({ stage }) => ['waiting', 'sending', 'photos'].includes(stage)).reverse(),
    done: items.filter(({ stage }) => stage === 'delivered' || stage === 'settled'),
  }
}
