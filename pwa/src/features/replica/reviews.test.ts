import { describe, expect, test } from 'vitest'
import type { Entry } from '@/sync/entry'
import { asDecided, type ReviewRow } from './reviews'

function entry(name: string): Entry {
  return {
    ...{ seq: 1, id: 'c1', name, entity: 'v1', title: '', body: '', bytes: 0, hash: '' },
    ...{ prev_hash: '', created_at: 1, previews: [], blobs: [], state: 'review' },
    ...{ result: null, acked_at: 2, settled: true },
  }
}

function review(known: Partial<ReviewRow>): ReviewRow {
  return {
    ...{ id: 'r1', ver: 1, seq: 1, command_name: '', entity: 'v1', status: 'rejected' },
    ...{ title: '', detail: '', mine: {}, theirs: {}, state: 'settled', resolution: '' },
    created_at: '2026-11-24T00:00:00Z',
    ...known,
  }
}

describe('what the office has decided', () => {
  test('needs nobody any more once it took effect', () => {
    const decided = asDecided([entry('visit.close')], [review({ outcome: 'applied' })])

    expect(decided[0]?.state).toBe('acked')
  })

  test('leaves a visit that was not taken in where it is: nowhere else', () => {
    const decided = asDecided([entry('visit.close')], [review({ settled_as: 'keep_theirs' })])

    expect(decided[0]?.state).toBe('review')
  })

  test('ends a correction that was not taken: the bureau’s record stands', () => {
    const decided = asDecided([entry('visit.correct')], [review({ settled_as: 'keep_theirs' })])

    expect(decided[0]?.state).toBe('acked')
  })

  test('waits for a decision as long as there is none', () => {
    expect(asDecided([entry('visit.correct')], [review({ state: 'open' })])[0]?.state).toBe(
      'review',
    )
  })
})
