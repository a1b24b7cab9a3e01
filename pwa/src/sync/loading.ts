/**
 * Opening the store: whose device it is, and all that memory needs of it. Boxes cannot be opened
 * inside a transaction, so the store is read, opened, and what follows from it is written if nothing
 * has moved meanwhile.
 */
import { laterKeys, NO_KEYS, type BureauKeys } from '@/core/bureau-keys'
import type { Database, Tx } from '@/core/db'
import type { Entry } from '@/sync/entry'
import { EMPTY_CHAIN, getMeta, NO_PAUSE, NO_PROGRESS, putMeta } from '@/sync/meta'
import { deviceAmong } from '@/sync/recovering'
import { isLossUndone } from '@/sync/renewing'
import type { Meta, MetaRecord, Schema } from '@/sync/schema'
import type { Content } from '@/sync/segments'
import {
  openEntries,
  openSegment,
  type SealedChunk,
  type SealedEntry,
  type SealedSegment,
  type Sealing,
} from '@/sync/sealing'
import type { Cleared, Loaded, Opening, Progress } from '@/sync/store'
import { putBack, sealBack, takeBack, type Back } from '@/sync/takingBack'

type Held = Partial<Meta>

/** Read everything; a new store takes the device that it is given. */
export async function load(
  db: Database<Schema>,
  sealing: Sealing,
  opening: Opening,
): Promise<Loaded> {
  for (;;) {
    const raw = await readAll(db)
    const entries = await openEntries(sealing, raw.entries)
    const plan = planOf(raw.held, entries, opening)
    if (!(await isWritten(db, sealing, raw.held, plan))) continue
    const held = { ...raw.held, ...plan.meta }
    const segments = await contentsOf(sealing, raw.segments, raw.chunks)
    return loadedFrom(held, merged(entries, plan.back?.entries ?? []), segments)
  }
}

interface Raw {
  readonly held: Held
  readonly entries: readonly SealedEntry[]
  readonly segments: readonly SealedSegment[]
  readonly chunks: readonly SealedChunk[]
}

async function readAll(db: Database<Schema>): Promise<Raw> {
  return db.read(['meta', 'outbox', 'segments', 'chunks'], async (tx) => {
    const records = await tx.objectStore('meta').getAll()
    const entries = await tx.objectStore('outbox').getAll()
    const segments = await tx.objectStore('segments').getAll()
    const pointed = await Promise.all(segments.map((one) => chunkOf(tx, one)))
    const chunks = pointed.filter((chunk) => chunk !== undefined)
    return { held: heldIn(records), entries, segments, chunks }
  })
}

async function chunkOf(tx: Tx<Schema>, { scope, chunk }: SealedSegment) {
  return chunk === undefined ? undefined : tx.objectStore('chunks').get([scope, chunk])
}

function heldIn(records: readonly MetaRecord[]): Held {
  return Object.fromEntries(records.map(({ key, value }) => [key, value]))
}

/** What an opening changes in the store. */
interface Plan {
  readonly meta: Held
  readonly back: Back | null
}

/** Receipts and seqs belong to the device that made them, so a store keeps its own for ever. */
function planOf(held: Held, entries: readonly Entry[], opening: Opening): Plan {
  const { device } = held
  const { back, ...found } =
    device === undefined
      ? begunAnew(opening)
      : { ...markerMissed(held, opening), back: backFor(held, device, entries, opening) }
  const keys = laterKeys(held.bureau_keys ?? null, opening.keys)
  const isNews = keys.receiptKey && JSON.stringify(keys) !== JSON.stringify(held.bureau_keys)
  const key = isNews ? { bureau_keys: keys } : {}
  const chain = back && back.entries.length > 0 ? { chain: back.chain, confirmed: null } : {}
  return { meta: { ...found.meta, ...key, ...chain }, back }
}

function backFor(held: Held, device: string, stored: readonly Entry[], { kept }: Opening) {
  const { chain = EMPTY_CHAIN, cleared = null, progress = NO_PROGRESS } = held
  // A page that was open when the store went may have begun it anew without looking at the copy.
  const strays = isLossUndone({ cleared, progress })
  return takeBack(kept, stored, { device, chain, strays })
}

function begunAnew({ device: given, marker, kept, now }: Opening): Plan {
  const device = marker?.device ?? deviceAmong(kept) ?? given
  const back = takeBack(kept, [], { device, chain: EMPTY_CHAIN, strays: true })
  const whole = back?.whole ?? { from: 1, to: 0 }
  const known = { head: Math.max(marker?.head ?? 0, whole.to), whole }
  const isLost = marker !== null || kept.length > 0
  const cleared: Cleared = { at: now, part: 'records', ...known, lost: null }
  const meta = { device, chain: EMPTY_CHAIN, progress: NO_PROGRESS, ...(isLost && { cleared }) }
  return { meta, back }
}

function markerMissed({ marked, cleared }: Held, { marker, now }: Opening): { meta: Held } {
  if (!marked || marker !== null) return { meta: {} }
  // What was said of a loss of the records themselves weighs more.
  if (cleared?.part === 'records') return { meta: { marked: false } }
  return {
    meta: { marked: false, cleared: { at: now, part: 'marker', head: 0, lost: null } },
  }
}

/** False when another tab has changed the store since it was read. */
async function isWritten(
  db: Database<Schema>,
  sealing: Sealing,
  held: Held,
  { meta, back }: Plan,
): Promise<boolean> {
  const records = Object.entries(meta).map(([key, value]) => ({ key, value }) as MetaRecord)
  if (records.length === 0 && back === null) return true
  const sealed = back && (await sealBack(sealing, back))
  return db.write(['meta', 'outbox', 'blobs', 'drafts', 'receipts'], async (tx) => {
    if (!(await isUnmoved(tx, held))) return false
    for (const record of records) putMeta(tx, record)
    if (sealed) await putBack(tx, sealed)
    return true
  })
}

async function isUnmoved(tx: Tx<Schema>, held: Held): Promise<boolean> {
  const [device, rev] = [await getMeta(tx, 'device'), await getMeta(tx, 'rev')]
  const chain = await getMeta(tx, 'chain')
  const isSameChain = chain?.head === held.chain?.head && chain?.nextSeq === held.chain?.nextSeq
  return device === held.device && rev === held.rev && isSameChain
}

async function contentsOf(
  sealing: Sealing,
  segments: readonly SealedSegment[],
  chunks: readonly SealedChunk[],
): Promise<Content[]> {
  const byPlace = new Map(chunks.map((chunk) => [`${chunk.scope} ${chunk.sha256}`, chunk]))
  const contents = await Promise.all(
    segments.map((one) =>
      openSegment(sealing, one, byPlace.get(`${one.scope} ${one.chunk}`) ?? null),
    ),
  )
  return contents.filter((content) => content !== null)
}

/** What stands in the store, with what came back in its place or behind it. */
function merged(stored: readonly Entry[], back: readonly Entry[]): Entry[] {
  const bySeq = new Map([...stored, ...back].map((entry) => [entry.seq, entry]))
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

function loadedFrom(held: Held, entries: readonly Entry[], segments: readonly Content[]): Loaded {
  const { device = '' } = held
  return {
    ...{ device, entries, segments, rev: held.rev ?? 0, progress: withDefaults(held.progress) },
    ...{ chain: held.chain ?? EMPTY_CHAIN, pause: { ...NO_PAUSE, ...held.pause } },
    ...{ confirmedAt: held.confirmed ?? null, keys: held.bureau_keys ?? keysOfBefore(held) },
    cleared: held.cleared ?? null,
  }
}

function keysOfBefore({ receipt_key: receiptKey }: Held): BureauKeys {
  return { ...NO_KEYS, receiptKey: receiptKey ?? null }
}

/** Stores of version 1 lack some fields, and all of them until the first answer was kept. */
function withDefaults(progress: Progress | undefined): Progress {
  // Such a store may have sent commands whose answer got lost, so the bureau may know of them.
  return progress ? { ...NO_PROGRESS, ...progress } : { ...NO_PROGRESS, epoch: '' }
}
