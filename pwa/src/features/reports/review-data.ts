import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { fieldsOf, itemsOf, type Fields } from '@/core/shape'
import { wire } from '@/core/wire'

/** Something of a phone that was not simply taken in. */
export interface Review {
  id: string
  person: string
  command: string
  status: string
  title: string
  detail: string
  mine: Fields
  theirs: Fields
  open: boolean
  resolution: string
  created: Date | null
}

export async function fetchReviews(): Promise<Answer<Review[]>> {
  return read(await request('GET', '/api/reviews'), (raw) => itemsOf(raw).map(reviewOf))
}

export async function settleReview(id: string, resolution: string): Promise<Answer<unknown>> {
  return request('POST', `/api/reviews/${encodeURIComponent(id)}/settle`, { resolution })
}

function reviewOf(raw: unknown): Review {
  const review = wire('ReviewOut', raw)
  return {
    id: review.text('id'),
    person: review.text('person_name'),
    command: review.text('command_name'),
    status: review.text('status'),
    title: review.text('title'),
    detail: review.text('detail'),
    mine: fieldsOf(review.raw('mine')),
    theirs: fieldsOf(review.raw('theirs')),
    open: review.text('state') === 'open',
    resolution: review.text('resolution'),
    created: review.moment('created_at'),
  }
}
