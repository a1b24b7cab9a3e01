import { describe, expect, test } from 'vitest'
import { emptyChange, fold } from '@/sync/change'
import { commandText, withZone } from '@/sync/commandText'
import { bucketOf } from '@/sync/digest'
import type { Entry } from '@/sync/entry'
import { Outbox } from '@/sync/outbox'
import { parseResponse } from '@/sync/parse'
import { mayAsk, pauseAfter, pauseAsked, pauseSince } from '@/sync/pause'
import { KEPT_MS, prunable } from '@/sync/pruning'
import { reading } from '@/sync/reading'
import { buildRequest, nextBatch } from '@/sync/request'
import { parseColumns } from '@/sync/rows'
import { packChange, unpackAll, type Content } from '@/sync/segments'
import { tallyOf } from '@/sync/tallies'
import { counted } from '@/sync/testing/chunks'

const ENTRY: Entry = {
  ...{ seq: 1, id: 'c1', name: 'note.add', entity: 'n1', body: '{}', bytes: 2, hash: 'h' },
  ...{ prev_hash: '', created_at: 0, previews: [], title: '', blobs: [], state: 'waiting' },
  ...{ result: null, acked_at: null, settled: false },
}
const PAUSE = { failures: 0, untilMs: 0, retryAfterMs: 0, sinceMs: 0 }
const NETWORK = { ok: false, kind: 'network' } as const

function outboxOf(entries: readonly Entry[]): Outbox {
  const outbox = new Outbox()
  outbox.put(entries)
  return outbox
}

function refused(status: number, retryAfter: number | null, code = '') {
  const problem = { code, title: '', detail: '' }
  return { ok: false, kind: 'refused', status, problem, retryAfter } as const
}

describe('an answer', () => {
  const least = { epoch: 'e', server_time: '2026-11-23T10:42:07.123Z', expected_seq: 1 }

  test('may leave every empty field out and carry fields of a later version', () => {
    expect(parseResponse({ ...least, later: 1 })).toMatchObject({
      ok: true,
      value: { results: [], removed: [], durableThrough: 0 },
    })
  })

  test('with a status that this version does not know keeps the command waiting', () => {
    const parsed = parseResponse({ ...least, results: [{ seq: 1, status: 'postponed' }] })

    expect(parsed).toMatchObject({ value: { results: [{ status: 'retry' }] } })
  })

  test('that cannot be read is named by its field', () => {
    expect(parseResponse({ ...least, results: {} })).toEqual({ ok: false, at: 'results' })
    expect(parseResponse('<html>')).toEqual({ ok: false, at: 'answer' })
    const put = { note: { cols: ['ver'], rows: [[1]] } }
    const scopes = { bureau: { from: 0, to: 1, tag: 't', current: 1, put } }
    expect(parseResponse({ ...least, scopes })).toEqual({
      ok: false,
      at: 'scopes.bureau.put.note.id',
    })
  })
})

describe('a batch', () => {
  test('starts at the first waiting command and stays contiguous', () => {
    const acked: Entry = { ...ENTRY, seq: 1, state: 'acked' }
    const entries = [acked, { ...ENTRY, seq: 2 }, { ...ENTRY, seq: 3 }, { ...ENTRY, seq: 5 }]

    expect(nextBatch(outboxOf(entries)).map((entry) => entry.seq)).toEqual([2, 3])
  })

  test('carries at most 200 commands', () => {
    const many = Array.from({ length: 300 }, (_, n) => ({ ...ENTRY, seq: n + 1 }))

    expect(nextBatch(outboxOf(many))).toHaveLength(200)
  })

  test('carries at most 256 KB, but a larger command alone', () => {
    const large = [1, 2, 3].map((seq) => ({ ...ENTRY, seq, bytes: 100 * 1024 }))
    const huge = [1, 2].map((seq) => ({ ...ENTRY, seq, bytes: 300 * 1024 }))

    expect(nextBatch(outboxOf(large))).toHaveLength(2)
    expect(nextBatch(outboxOf(huge))).toHaveLength(1)
  })
})

test('a request with nothing to say leaves its empty fields out', () => {
  const from = {
    ...{ app: '0.1.0', device: 'd', epoch: null, nextSeq: 1, announces: true, lastReceipt: 0 },
    ...{ digest: null, snapshots: false, proof: null, replaces: null, keys: null },
  }

  expect(buildRequest({ ...from, cursors: new Map() }, [])).toEqual({
    ...{ proto: 2, schema: 1, app: '0.1.0', device: 'd', first_seq: 1 },
  })
})

test('the digest of rows is the sum of the protocol, whatever their order', () => {
  // SHA-256("enterprise|e1|1") and SHA-256("visit|v1|7"), the first 8 bytes of each, added.
  const chunks = [
    counted('enterprise', [{ id: 'e1', ver: 1 }]),
    counted('visit', [{ id: 'v1', ver: 7 }]),
  ]

  expect(tallyOf(chunks)).toEqual({ rows: 2, digest: 'a20a27e8fd571fd7' })
  expect(tallyOf(chunks.toReversed()).digest).toBe('a20a27e8fd571fd7')
  expect(tallyOf([])).toEqual({ rows: 0, digest: '0000000000000000' })
})

test('the bucket of a row is the first byte of its hashed name', () => {
  // SHA-256("visit|v1") begins with this byte.
  expect(bucketOf('visit', 'v1')).toBe(47)
})

describe('after a failure', () => {
  test('the phone waits longer each time, up to a ceiling that is lower without a network', () => {
    const once = pauseAfter(PAUSE, NETWORK, 0, 1)
    const twice = pauseAfter(once, NETWORK, 0, 1)
    const often = pauseAfter({ ...PAUSE, failures: 50 }, NETWORK, 0, 1)

    expect([once.untilMs, twice.untilMs, often.untilMs]).toEqual([2000, 4000, 30_000])
    expect(pauseAfter({ ...PAUSE, failures: 50 }, refused(503, null), 0, 1).untilMs).toBe(300_000)
  })

  test('a person overrules our own patience, never the wish of the bureau', () => {
    const ours = pauseAfter(PAUSE, refused(500, null), 0, 1)
    const theirs = pauseAfter(PAUSE, refused(503, 60), 0, 1)

    expect(mayAsk(ours, 1, false)).toBe(false)
    expect(mayAsk(ours, 1, true)).toBe(true)
    expect(mayAsk(theirs, 59_999, true)).toBe(false)
    expect(mayAsk(theirs, 60_000, true)).toBe(true)
  })

  test('phones that the bureau sent away together come back up to a fifth later', () => {
    const [first, last] = [0, 1].map((random) => pauseAfter(PAUSE, refused(503, 60), 0, random))

    expect([first?.untilMs, last?.untilMs]).toEqual([60_000, 72_000])
    expect(pauseAsked(60, 0, 1)).toMatchObject({ untilMs: 72_000, retryAfterMs: 60_000 })
  })

  test('a phone that was promised a place comes then, however often it was sent away', () => {
    const before = { ...PAUSE, failures: 7 }
    const promised = pauseAfter(before, refused(503, 2, '503.02'), 0, 1)

    expect(promised).toMatchObject({ failures: 7, untilMs: 2400, retryAfterMs: 2000 })
    expect(pauseAfter(before, refused(503, 2), 0, 1).untilMs).toBe(256_000)
    expect(pauseAfter(before, refused(503, null, '503.02'), 0, 1).untilMs).toBe(128_000)
  })

  test('a clock that is put back by years does not prolong the pause', () => {
    const theirs = pauseAfter(PAUSE, refused(503, 60), 1e12, 0)

    const seen = pauseSince(theirs, 1000)

    expect(mayAsk(seen, 60_999, true)).toBe(false)
    expect(mayAsk(seen, 61_000, true)).toBe(true)
    expect(pauseSince(seen, 30_000)).toBe(seen)
  })
})

describe('the phone forgets an acknowledged command', () => {
  const acked: Entry = { ...ENTRY, state: 'acked', settled: true, acked_at: 0, blobs: ['b'] }
  const keeping = { durableThrough: 0, now: KEPT_MS, missing: new Set<string>() }

  test('when the backup holds it, or after 90 days', () => {
    expect(prunable([acked], keeping).seqs).toEqual([])
    expect(prunable([acked], { ...keeping, now: KEPT_MS + 1 }).seqs).toEqual([1])
    expect(prunable([acked], { ...keeping, durableThrough: 1 })).toEqual({
      seqs: [1],
      blobs: ['b'],
    })
  })

  test('but not while a photo of it is missing, nor a photo that another one shares', () => {
    const durable = { ...keeping, durableThrough: 1 }

    expect(prunable([acked], { ...durable, missing: new Set(['b']) }).seqs).toEqual([])
    expect(prunable([acked, { ...acked, seq: 2 }], durable)).toEqual({ seqs: [1], blobs: [] })
  })
})

test('packed rows come back as they were, in pages of at most 2,000', async () => {
  const rows = Array.from({ length: 4500 }, (_, n) => ({ id: `n${n}`, ver: n, text: '水' }))
  const change = emptyChange('town:1', false)
  const put = new Map([['note', { cols: ['id', 'ver', 'text'], rows }]])
  const to = { from: 0, to: 9, tag: 't', current: 9, ends: null }
  fold(change, { ...to, put, remove: [['note', 'x']] })

  const segments = packChange(change).filter((one): one is Content => one.bytes !== undefined)
  const back = await unpackAll(segments)

  expect(segments).toHaveLength(3)
  expect(back.flatMap((one) => [...(one.tables.get('note')?.rows.values() ?? [])])).toEqual(rows)
  expect(back.flatMap((one) => [...(one.tables.get('note')?.gone ?? [])])).toEqual(['x'])
})

test('a segment that cannot be read is left out, so that its scope is repaired', async () => {
  const bytes = new TextEncoder().encode('{"cols":')

  const spoilt = [{ scope: 's', tbl: 'note', bytes }]
  const gone = [{ scope: 's', tbl: 'note', chunk: 'ab', bytes }]

  expect(await unpackAll([...spoilt, ...gone])).toEqual([])
})

test('a chunk whose columns differ in length cannot be read', () => {
  const cols = ['id', 'ver', 'text']
  const columns = [['a', 'b'], [1, 2], ['水']]

  expect(reading(() => parseColumns({ cols, columns: columns.slice(0, 2) }, 'note')).ok).toBe(true)
  expect(reading(() => parseColumns({ cols, columns }, 'note')).ok).toBe(false)
})

describe('the text of a command', () => {
  test('names its place in the chain and leaves nothing out', () => {
    const wish = { name: 'note.add', entity: 'n1', args: { text: '水' } }
    const stamp = { id: 'c1', at: new Date('2026-11-23T02:40:00.000Z'), serverOffsetMs: -320 }

    expect(JSON.parse(commandText(wish, stamp, { nextSeq: 7, head: 'abc' }))).toEqual({
      ...{ v: 1, seq: 7, id: 'c1', name: 'note.add', version: 1, entity: 'n1' },
      ...{ base_ver: null, base_command: null, args: { text: '水' }, deps: [], blobs: [] },
      ...{ device_time: withZone(stamp.at), server_offset_ms: -320, prev_hash: 'abc' },
    })
  })

  test('shows the instant with the zone of the phone', () => {
    const at = new Date('2026-11-23T02:40:00.000Z')

    expect(withZone(at)).toMatch(/^2026-11-2\dT\d\d:\d\d:00\.000[+-]\d\d:\d\d$/)
    expect(Date.parse(withZone(at))).toBe(at.getTime())
  })
})
