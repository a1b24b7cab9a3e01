import { describe, expect, test } from 'vitest'
import { countToReview, type ReviewRow } from '@/features/replica/public'
import type { Entry } from '@/sync/entry'
import { itemsOf, orphansOf, sectionsOf } from './items'

const CALM = { missing: new Set<string>(), isSending: false, going: null }

function entry(seq: number, known: Partial<Entry> = {}): Entry {
  return {
    ...{ seq, id: `c${seq}`, name: 'visit.close', entity: `v${seq}`, title: `甲${seq}厂` },
    ...{ body: '', bytes: 0, hash: '', prev_hash: '', created_at: seq, previews: [], blobs: [] },
    ...{ state: 'waiting', result: null, acked_at: null, settled: false },
    ...known,
  }
}

function review(seq: number, state: ReviewRow['state']): ReviewRow {
  return {
    ...{ id: `r${seq}`, ver: 1, seq, command_name: 'visit.close', entity: `v${seq}`, state },
    ...{ status: 'conflict', title: '', detail: '', mine: {}, theirs: {}, resolution: '' },
    created_at: '2026-11-24T00:00:00Z',
  }
}

function answered(status: 'rejected' | 'conflict'): Partial<Entry> {
  const result = { seq: 1, status, scopeSeqs: {}, receipt: null, alias: null, problem: null }
  return { state: 'review', result }
}

describe('an officer looks at what waits', () => {
  test('and sees what was sent without an answer as waiting again while nothing is under way', () => {
    const sent = [entry(1, { state: 'sent' })]

    expect(itemsOf(sent, [], CALM)[0]?.stage).toBe('waiting')
    expect(itemsOf(sent, [], { ...CALM, isSending: true })[0]?.stage).toBe('sending')
  })

  test('and sees how many photos have followed the confirmed text', () => {
    const acked = [entry(1, { state: 'acked', blobs: ['a', 'b', 'c'] })]

    expect(itemsOf(acked, [], { ...CALM, missing: new Set(['b']) })[0]).toMatchObject({
      stage: 'photos',
      photos: { sent: 2, all: 3 },
    })
  })

  test('and finds what needs attention apart until the office has settled it', () => {
    const refused = [entry(1, { state: 'review' }), entry(2, { state: 'review' }), entry(3)]
    const sections = sectionsOf(itemsOf(refused, [review(1, 'settled')], CALM))

    expect(sections.review.map((item) => item.entry.seq)).toEqual([2])
    expect(sections.done.map((item) => item.stage)).toEqual(['settled'])
    expect(sections.moving.map((item) => item.entry.seq)).toEqual([3])
  })

  test('and may fill in again what was refused, until that was done, but nothing that may go in', () => {
    const rejected = answered('rejected')
    const again = (...entries: Entry[]) =>
      itemsOf(entries, [], CALM).map(({ isToBeDoneAgain }) => isToBeDoneAgain)

    expect(again(entry(1, rejected))).toEqual([true])
    expect(again(entry(1, rejected), entry(2, { entity: 'c1' }))).toEqual([false, false])
    expect(again(entry(1, answered('conflict')))).toEqual([false])
    expect(again(entry(1, { ...rejected, name: 'visit.withdraw' }))).toEqual([false])
    expect(again(entry(1, { ...rejected, lost: 'too_large' }))).toEqual([false])
  })

  test('and is told how many need attention, also before the office has heard of one', () => {
    const refused = [entry(1, { state: 'review' }), entry(2, { state: 'review' }), entry(3)]

    expect(countToReview(refused, [review(1, 'settled')])).toBe(1)
    expect(countToReview(refused, [review(1, 'open'), review(9, 'open')])).toBe(3)
  })

  test('and finds what was handed back until it is done again here', () => {
    const since = '1970-01-01T00:00:00.005Z'
    const handed = { ...review(1, 'settled'), settled_as: 'hand_back', resolved_at: since }
    const first = entry(1, { state: 'review' })
    const again = entry(9, { name: first.name, title: first.title })

    expect(sectionsOf(itemsOf([first], [handed], CALM)).review).toMatchObject([
      { stage: 'returned' },
    ])
    expect(countToReview([first], [handed])).toBe(1)
    expect(countToReview([first, again], [handed])).toBe(0)
  })

  test('and sees an open review of which nothing is kept here any more', () => {
    const lost = { ...review(1, 'open'), id: 'lost', status: 'lost' }
    const reviews = [review(1, 'open'), review(2, 'open'), review(3, 'settled'), lost]
    const entries = [entry(1, { state: 'review' })]

    expect(orphansOf(entries, reviews).map(({ id }) => id)).toEqual(['r2', 'lost'])
    expect(itemsOf(entries, reviews, CALM)[0]?.review?.id).toBe('r1')
  })
})
