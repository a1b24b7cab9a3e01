import { expect, test } from 'vitest'
import { absorb } from '@/sync/absorb'
import type { Entry } from '@/sync/entry'
import { NO_PROGRESS } from '@/sync/meta'
import { Outbox } from '@/sync/outbox'
import type { SyncResponse } from '@/sync/protocol'
import { nextBatch } from '@/sync/request'
import { NOTHING_STAGED } from '@/sync/staging'

const QUEUED = 10_000

/** How often a field of any entry was looked at: work that no busy machine can distort. */
let looks = 0

function watched(entry: Entry): Entry {
  return new Proxy(entry, {
    get: (target, field) => {
      looks += 1
      return Reflect.get(target, field) as unknown
    },
  })
}

function entry(seq: number): Entry {
  return {
    ...{ seq, id: `c${seq}`, name: 'note.add', entity: 'n', body: '{}', bytes: 2, hash: `${seq}` },
    ...{ prev_hash: '', created_at: 0, previews: [], title: '', state: 'waiting', blobs: [] },
    ...{ result: null, acked_at: null, settled: false },
  }
}

/** The bureau has taken all of these. */
function answerTo(batch: readonly Entry[]): SyncResponse {
  const rest = { receipt: 'r', alias: null, problem: null, scopeSeqs: { 'town:1': 1 } }
  return {
    ...{ epoch: 'e', serverTime: '', durableThrough: 0, minSchema: 1, retryAfter: 0 },
    results: batch.map(({ seq }) => ({ seq, status: 'applied', ...rest })),
    expectedSeq: (batch.at(-1)?.seq ?? 0) + 1,
    ...{ scopes: new Map(), removed: [], snapshots: new Map(), digests: new Map() },
    ...{ announcedHead: 0, succession: [] },
  }
}

function answerNext(outbox: Outbox): void {
  const batch = nextBatch(outbox)
  outbox.put(batch.map((one) => watched({ ...one, state: 'sent' })))
  const lastReceipt = (batch[0]?.seq ?? 1) - 1
  const progress = { ...NO_PROGRESS, epoch: 'e', epochs: ['e'], lastReceipt }
  const genuine = new Set(batch.map(({ seq }) => seq))
  const before = { outbox, progress, staging: NOTHING_STAGED, asked: new Map(), genuine, now: 0 }
  outbox.put(absorb(before, answerTo(batch)).entries.map(watched))
}

/** Make so many commands, each seen by somebody, and have them all answered. */
function workFor(queued: number): number {
  looks = 0
  const outbox = new Outbox()
  for (let seq = 1; seq <= queued; seq += 1) {
    outbox.put([watched(entry(seq))])
    if (outbox.first?.seq !== 1) throw new Error('the first one waits')
  }
  while (outbox.waiting > 0) answerNext(outbox)
  expect([...outbox.unsettled]).toEqual([])
  expect(outbox.all).toHaveLength(queued)
  return looks
}

test('the work for ten thousand queued commands grows with their number, not with its square', () => {
  expect(workFor(QUEUED) / workFor(QUEUED / 4)).toBeLessThan(5)
})

test('entries stand in order however they come, and what waits is counted', () => {
  const outbox = new Outbox()
  outbox.put([entry(3), entry(1)])
  outbox.put([entry(2), { ...entry(1), state: 'acked', settled: true }])

  expect(outbox.all.map(({ seq }) => seq)).toEqual([1, 2, 3])
  expect([outbox.waiting, outbox.first?.seq]).toEqual([2, 2])

  outbox.put([entry(1)])
  expect(outbox.first?.seq).toBe(1)

  outbox.drop([1, 2])
  expect([outbox.waiting, outbox.first?.seq, outbox.get(2)]).toEqual([1, 3, null])
})
