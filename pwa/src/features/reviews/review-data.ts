import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { wire } from '@/core/wire'
import type { Side } from './sides'

/** A line of the list: something of a phone that was not simply taken in. */
export interface Review {
  readonly id: string
  readonly person: string
  readonly command: string
  /** The id of what the command is about: of an act, its own. */
  readonly entity: string
  readonly about: string
  readonly enterpriseId: string | null
  readonly visitId: string | null
  readonly status: string
  readonly title: string
  readonly detail: string
  readonly isOpen: boolean
  readonly settledAs: string
  readonly resolution: string
  readonly resolvedBy: string
  readonly resolvedAt: Date | null
  readonly made: Date | null
  readonly received: Date | null
}

export interface ReviewPhoto {
  readonly sha256: string
  readonly caption: string
  readonly received: boolean
}

export interface ReviewDetail extends Review {
  /** By how much the phone's clock was behind; null when it was right or nobody knows. */
  readonly clockOffMs: number | null
  readonly reason: string
  /** Who last changed what stands at the bureau. */
  readonly theirsBy: string
  readonly theirsAt: Date | null
  readonly sides: readonly Side[]
  readonly photos: readonly ReviewPhoto[]
  readonly ahead: Review | null
  readonly behind: readonly Review[]
  readonly ways: readonly string[]
}

/** What a correction sets: field by field, as it was seen and as it is to be. */
export type Corrections = Readonly<Record<string, readonly [old: unknown, next: unknown]>>

export async function fetchReviews(): Promise<Answer<Review[]>> {
  return read(await request('GET', '/api/reviews'), (raw) =>
    Array.isArray(raw) ? raw.map(reviewOf) : [],
  )
}

export async function fetchReview(id: string): Promise<Answer<ReviewDetail>> {
  return read(await request('GET', `/api/reviews/${encodeURIComponent(id)}`), detailOf)
}

export async function fetchOpenCount(): Promise<Answer<number>> {
  return read(await request('GET', '/api/reviews/count'), (raw) =>
    wire('ReviewCountOut', raw).number('open'),
  )
}

export async function settleReview(
  id: string,
  way: string,
  words: string,
  changes: Corrections = {},
): Promise<Answer<ReviewDetail>> {
  const path = `/api/reviews/${encodeURIComponent(id)}`
  return read(await request('POST', `${path}/settle`, { way, words, changes }), detailOf)
}

export async function undoReview(id: string): Promise<Answer<ReviewDetail>> {
  return read(await request('POST', `/api/reviews/${encodeURIComponent(id)}/undo`), detailOf)
}

function reviewOf(raw: unknown): Review {
  const review = wire('ReviewOut', raw)
  return {
    id: review.text('id'),
    person: review.text('person_name'),
    command: review.text('command_name'),
    entity: review.text('entity'),
    about: review.text('about'),
    enterpriseId: review.textOrNull('enterprise_id'),
    visitId: review.textOrNull('visit_id'),
    status: review.text('status'),
    title: review.text('title'),
    detail: review.text('detail'),
    isOpen: review.text('state') === 'open',
    settledAs: review.text('settled_as'),
    resolution: review.text('resolution'),
    resolvedBy: review.text('resolved_by_name'),
    resolvedAt: review.moment('resolved_at'),
    made: review.moment('device_time'),
    received: review.moment('created_at'),
  }
}

function detailOf(raw: unknown): ReviewDetail {
  const review = wire('ReviewDetailOut', raw)
  const ahead = review.raw('ahead')
  return {
    ...reviewOf(raw),
    clockOffMs: review.numberOrNull('clock_off_ms'),
    reason: review.text('reason'),
    theirsBy: review.text('theirs_by_name'),
    theirsAt: review.moment('theirs_at'),
    sides: review.list('sides', sideOf),
    photos: review.list('photos', photoOf),
    ahead: ahead === null || ahead === undefined ? null : reviewOf(ahead),
    behind: review.list('behind', reviewOf),
    ways: review.list('ways', String),
  }
}

function sideOf(raw: unknown): Side {
  const side = wire('ReviewSideOut', raw)
  return {
    field: side.text('field'),
    mine: side.raw('mine'),
    theirs: side.raw('theirs'),
    both: side.raw('both') ?? null,
  }
}

function photoOf(raw: unknown): ReviewPhoto {
  const photo = wire('ReviewPhotoOut', raw)
  return {
    sha256: photo.text('sha256'),
    caption: photo.text('caption'),
    received: photo.flag('received'),
  }
}
