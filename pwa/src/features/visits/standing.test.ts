import { describe, expect, test } from 'vitest'
import type { CommandResult } from '@/sync/protocol'
import { closeVisit } from './closing'
import { FINDING, PHOTO, VISIT } from './rows'
import { isCompleted, refusedRows, settledId, standingOf } from './standing'
import { aVisit, aWholeDraft, anEntry, AT, OFFICER } from './testing'

const result: CommandResult = {
  ...{ seq: 1, status: 'merged', scopeSeqs: {}, receipt: 'r', alias: 'v9', problem: null },
}

describe('how far a visit has come', () => {
  test('is waiting until the bureau answered every command about it', () => {
    expect(standingOf(aVisit(), [anEntry()])).toBe('waiting')
    expect(standingOf(aVisit(), [anEntry({ state: 'acked' }), anEntry({ seq: 2 })])).toBe('waiting')
    expect(standingOf(aVisit(), [anEntry({ state: 'sent' })])).toBe('waiting')
  })

  test('is confirmed with the receipt, and without any command of this phone', () => {
    expect(standingOf(aVisit(), [anEntry({ state: 'acked' })])).toBe('confirmed')
    expect(standingOf(aVisit(), [])).toBe('confirmed')
  })

  test('needs attention once something about it was refused', () => {
    const entries = [anEntry({ state: 'acked' }), anEntry({ seq: 2, state: 'review' })]

    expect(standingOf(aVisit(), entries)).toBe('review')
  })

  test('is withdrawn only when the bureau knows it', () => {
    const withdrawn = aVisit({ state: 'withdrawn' })

    expect(standingOf(withdrawn, [])).toBe('withdrawn')
    expect(standingOf(withdrawn, [anEntry()])).toBe('waiting')
  })
})

test('a visit put together with a co-officer’s is followed to the one that stayed', () => {
  expect(settledId('v1', [anEntry({ state: 'acked', result })])).toBe('v9')
  expect(settledId('v1', [anEntry()])).toBe('v1')
})

test('a refused visit can still be read as it was written', () => {
  const { previews } = closeVisit({
    ...{ draft: aWholeDraft(), at: AT, self: OFFICER, branchId: null, deps: [] },
    enterprise: { name: '', town_code: null },
  })
  const held = previews.map((preview) => ({ ...preview, changes: false }))

  const refused = [anEntry({ state: 'review', previews: held })]

  expect(refusedRows('v1', VISIT, refused)).toMatchObject([
    { id: 'v1', guidance: '已告知环评手续' },
  ])
  expect(refusedRows('v1', FINDING, refused).map(({ id }) => id)).toEqual(['f1', 'f2'])
  expect(refusedRows('v1', PHOTO, refused).map(({ id }) => id)).toEqual(['ph1'])
  expect(refusedRows('v2', VISIT, refused)).toEqual([])
})

test('a visit is completed here once its closing is in the outbox, however far that came', () => {
  expect(isCompleted('v1', [anEntry()])).toBe(true)
  expect(isCompleted('v1', [anEntry({ state: 'review' })])).toBe(true)
  expect(isCompleted('v1', [anEntry({ name: 'visit.correct' })])).toBe(false)
  expect(isCompleted('v2', [anEntry()])).toBe(false)
})
