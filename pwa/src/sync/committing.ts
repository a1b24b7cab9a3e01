/** Writing what a contact brought, under a lease: one tab at a time, each step whole. */
import { leave, type Database, type Tx } from '@/core/db'
import { EMPTY_CHAIN, getMeta, putMeta } from '@/sync/meta'
import { prepareRenewal, putRenewal, type Renewal } from '@/sync/rechaining'
import type { Schema } from '@/sync/schema'
import {
  sealAside,
  sealChunk,
  sealEntries,
  sealSegment,
  type SealedAside,
  type SealedEntry,
  type SealedSegment,
  type Sealing,
} from '@/sync/sealing'
import { packChange } from '@/sync/segments'
import {
  FencedError,
  type ChunkRecord,
  type Commit,
  type Committed,
  type Lease,
  type Pruned,
} from '@/sync/store'

export const LEASE_MS = 3 * 60_000

type Writing = Tx<Schema, 'readwrite'>

export interface By {
  readonly fence: number
  readonly now: number
}

export interface Sealed {
  readonly db: Database<Schema>
  readonly sealing: Sealing
}

interface Wish {
  readonly holder: string
  readonly now: number
  readonly sure: boolean
}

/** Take the right to sync, unless a living tab has it. */
export async function takeLease(db: Database<Schema>, wish: Wish): Promise<Lease | null> {
  return db.write(['meta'], async (tx) => {
    const [lease, chain, rev] = await Promise.all([
      getMeta(tx, 'lease'),
      getMeta(tx, 'chain'),
      getMeta(tx, 'rev'),
    ])
    const free = wish.sure || !lease || lease.untilMs <= wish.now || lease.holder === wish.holder
    if (!free) return null

    const fence = (lease?.fence ?? 0) + 1
    const value = { holder: wish.holder, fence, untilMs: wish.now + LEASE_MS }
    putMeta(tx, { key: 'lease', value })
    const { nextSeq } = chain ?? EMPTY_CHAIN
    return { fence, nextSeq, rev: rev ?? 0 }
  })
}

/** Give the right back early; a lease that was lost meanwhile is left alone. */
export async function dropLease(db: Database<Schema>, fence: number): Promise<void> {
  await db.write(['meta'], async (tx) => {
    const lease = await getMeta(tx, 'lease')
    if (lease?.fence === fence) putMeta(tx, { key: 'lease', value: { ...lease, untilMs: 0 } })
  })
}

/** Keep chunks of a snapshot together; throws FencedError when the lease no longer stands. */
export async function keepChunks(
  { db, sealing }: Sealed,
  by: By,
  chunks: readonly ChunkRecord[],
): Promise<void> {
  const sealed = await Promise.all(chunks.map((chunk) => sealChunk(sealing, chunk)))
  await db.write(
    ['meta', 'chunks'],
    async (tx) => {
      await renewLease(tx, by)
      for (const chunk of sealed) leave(tx.objectStore('chunks').put(chunk))
    },
    'strict',
  )
}

/** Write a commit if the lease still stands; throws FencedError when it does not. */
export async function commit({ db, sealing }: Sealed, by: By, change: Commit): Promise<Committed> {
  for (;;) {
    const boxes = await boxesOf({ db, sealing }, change)
    const done = await db.write(
      ['meta', 'outbox', 'segments', 'chunks', 'blobs', 'aside'],
      (tx) => write(tx, by, change, boxes),
      isQuiet(change) ? 'relaxed' : 'strict',
    )
    if (done !== 'moved') return done
  }
}

/** What of a commit is sealed, before its transaction opens. */
interface Boxes {
  readonly segments: readonly SealedSegment[]
  readonly entries: readonly SealedEntry[]
  readonly aside: readonly SealedAside[]
  readonly renewal: Renewal | null
}

async function boxesOf({ db, sealing }: Sealed, change: Commit): Promise<Boxes> {
  const changes = [...(change.changes ?? []), ...(change.compacted ? [change.compacted] : [])]
  const segments = changes.flatMap(packChange)
  return {
    segments: await Promise.all(segments.map((one) => sealSegment(sealing, one))),
    entries: await sealEntries(sealing, change.entries ?? []),
    aside: await Promise.all((change.aside ?? []).map((one) => sealAside(sealing, one))),
    renewal: change.renewed ? await prepareRenewal(db, sealing, change.renewed) : null,
  }
}

/** 'moved': another tab has added to the queue that was to go under a new device. */
async function write(
  tx: Writing,
  by: By,
  change: Commit,
  boxes: Boxes,
): Promise<Committed | 'moved'> {
  const [rev = 0, confirmedAt = null] = await Promise.all([
    getMeta(tx, 'rev'),
    getMeta(tx, 'confirmed'),
    renewLease(tx, by, change.isLast),
  ])
  await writeScopes(tx, change, boxes.segments)
  await writeEntries(tx, change, boxes)
  if (change.pruned) prune(tx, change.pruned)
  writeMeta(tx, change)
  if (boxes.renewal && !(await putRenewal(tx, boxes.renewal))) return 'moved'
  return conclude(tx, change, { rev, confirmedAt })
}

/** A commit that only notes a quiet contact survives a killed page, and may be lost with the power. */
function isQuiet(change: Commit): boolean {
  const { changes, dropped, entries, aside, pruned, compacted, renewed, cleared, keys } = change
  const lists = [changes, dropped, entries, aside, pruned?.seqs, pruned?.blobs]
  const maps = [change.blobs, change.uploads]
  const isEmpty = lists.every((list) => !list?.length) && maps.every((map) => !map?.size)
  return isEmpty && !compacted && !renewed && !cleared && !keys
}

async function renewLease(tx: Writing, { fence, now }: By, isLast = false) {
  const lease = await getMeta(tx, 'lease')
  if (lease?.fence !== fence) throw new FencedError('another tab syncs')
  const untilMs = isLast ? 0 : now + LEASE_MS
  putMeta(tx, { key: 'lease', value: { ...lease, untilMs } })
}

async function writeScopes(tx: Writing, change: Commit, segments: readonly SealedSegment[]) {
  const replaced = (change.changes ?? []).filter((one) => one.replace).map((one) => one.scope)
  const compacted = change.compacted ? [change.compacted.scope] : []
  const store = tx.objectStore('segments')
  for (const scope of [...(change.dropped ?? []), ...replaced, ...compacted]) {
    const keys = await store.index('scope').getAllKeys(scope)
    for (const key of keys) leave(store.delete(key))
    await sweepChunks(tx, scope, segments)
  }
  for (const segment of segments) leave(store.add(segment))
}

/** Of a scope that was written anew only the chunks that its segments point to are needed. */
async function sweepChunks(tx: Writing, scope: string, segments: readonly SealedSegment[]) {
  const chunks = tx.objectStore('chunks')
  const needed = new Set(segments.filter((one) => one.scope === scope).map(({ chunk }) => chunk))
  const keys = await chunks.getAllKeys(IDBKeyRange.bound([scope], [scope, []]))
  const idle = keys.filter(([, sha256]) => !needed.has(sha256))
  for (const key of idle) leave(chunks.delete(key))
}

async function writeEntries(tx: Writing, change: Commit, boxes: Boxes) {
  const [outbox, blobs] = [tx.objectStore('outbox'), tx.objectStore('blobs')]
  for (const entry of boxes.entries) leave(outbox.put(entry))
  for (const aside of boxes.aside) leave(tx.objectStore('aside').add(aside))
  for (const [sha256, state] of change.blobs ?? []) {
    const blob = await blobs.get(sha256)
    if (blob) leave(blobs.put({ ...blob, state }))
  }
  for (const [sha256, upload] of change.uploads ?? []) {
    const blob = await blobs.get(sha256)
    if (blob) leave(blobs.put({ ...blob, upload }))
  }
}

function prune(tx: Writing, pruned: Pruned): void {
  for (const seq of pruned.seqs) leave(tx.objectStore('outbox').delete(seq))
  for (const sha256 of pruned.blobs) leave(tx.objectStore('blobs').delete(sha256))
}

function writeMeta(tx: Writing, change: Commit): void {
  if (change.progress) putMeta(tx, { key: 'progress', value: change.progress })
  if (change.pause) putMeta(tx, { key: 'pause', value: change.pause })
  if (change.cleared) putMeta(tx, { key: 'cleared', value: change.cleared })
  if (change.keys) putMeta(tx, { key: 'bureau_keys', value: change.keys })
}

async function conclude(
  tx: Writing,
  { confirmAt }: Commit,
  { rev: before, confirmedAt }: Committed,
): Promise<Committed> {
  const rev = before + 1
  putMeta(tx, { key: 'rev', value: rev })
  if (confirmAt === undefined || !(await nothingWaits(tx))) return { rev, confirmedAt }
  putMeta(tx, { key: 'confirmed', value: confirmAt })
  return { rev, confirmedAt: confirmAt }
}

async function nothingWaits(tx: Writing): Promise<boolean> {
  const blobs = tx.objectStore('blobs').index('state')
  const entries = tx.objectStore('outbox').index('state')
  const counts = await Promise.all([
    ...(['pending', 'refused'] as const).map((state) => blobs.count(state)),
    ...(['waiting', 'sent'] as const).map((state) => entries.count(state)),
  ])
  return counts.every((count) => count === 0)
}
