/** Opening the store: whose device it is, and all that memory needs of it. */
import type { Database, Tx } from '@/core/db'
import { EMPTY_CHAIN, getMeta, NO_PAUSE, NO_PROGRESS, putMeta } from '@/sync/meta'
import { deviceAmong } from '@/sync/recovering'
import type { Schema } from '@/sync/schema'
import type { Content, Segment } from '@/sync/segments'
import type { Cleared, Loaded, Opening, Progress } from '@/sync/store'
import { takeBack } from '@/sync/takingBack'

type Writing = Tx<Schema, 'readwrite'>

/** Read everything, in one transaction; a new store takes the device that it is given. */
export async function load(db: Database<Schema>, opening: Opening): Promise<Loaded> {
  return db.write(
    ['meta', 'outbox', 'segments', 'chunks', 'blobs', 'drafts', 'receipts'],
    async (tx) => {
      const device = await settleDevice(tx, opening)
      if (opening.receiptKey) await putMeta(tx, { key: 'receipt_key', value: opening.receiptKey })
      const entries = await tx.objectStore('outbox').getAll()
      const segments = await contentsOf(tx, await tx.objectStore('segments').getAll())
      return { device, entries, segments, ...(await loadMeta(tx)) }
    },
  )
}

/** Receipts and seqs belong to the device that made them, so a store keeps its own for ever. */
async function settleDevice(tx: Writing, opening: Opening): Promise<string> {
  const { marker, kept, now } = opening
  const known = await getMeta(tx, 'device')
  if (known === undefined) return beginAnew(tx, opening)

  if ((await getMeta(tx, 'marked')) && marker === null) await noteMarkerGone(tx, now)
  await takeBack(tx, kept, { device: known, strays: false })
  return known
}

async function beginAnew(tx: Writing, { device: given, marker, kept, now }: Opening) {
  const device = marker?.device ?? deviceAmong(kept) ?? given
  await putMeta(tx, { key: 'device', value: device })
  await putMeta(tx, { key: 'chain', value: EMPTY_CHAIN })
  await putMeta(tx, { key: 'progress', value: NO_PROGRESS })
  const whole = await takeBack(tx, kept, { device, strays: true })
  const head = Math.max(marker?.head ?? 0, whole.to)
  if (marker || kept.length > 0) await noteRecordsGone(tx, { head, whole }, now)
  return device
}

async function noteMarkerGone(tx: Writing, at: number): Promise<void> {
  await putMeta(tx, { key: 'marked', value: false })
  // What was said of a loss of the records themselves weighs more.
  if ((await getMeta(tx, 'cleared'))?.part === 'records') return
  await putMeta(tx, { key: 'cleared', value: { at, part: 'marker', head: 0, lost: null } })
}

type Known = Required<Pick<Cleared, 'head' | 'whole'>>

async function noteRecordsGone(tx: Writing, known: Known, at: number): Promise<void> {
  await putMeta(tx, { key: 'cleared', value: { at, part: 'records', ...known, lost: null } })
}

async function contentsOf(tx: Writing, segments: readonly Segment[]): Promise<Content[]> {
  const contents = await Promise.all(
    segments.map(async ({ scope, tbl, bytes, chunk }): Promise<Content | null> => {
      if (chunk === undefined) return bytes ? { scope, tbl, bytes } : null
      const kept = await tx.objectStore('chunks').get([scope, chunk])
      return kept ? { scope, tbl, chunk, bytes: kept.bytes } : null
    }),
  )
  return contents.filter((content) => content !== null)
}

async function loadMeta(tx: Tx<Schema>): Promise<Omit<Loaded, 'device' | 'entries' | 'segments'>> {
  return {
    rev: (await getMeta(tx, 'rev')) ?? 0,
    progress: withDefaults(await getMeta(tx, 'progress')),
    chain: (await getMeta(tx, 'chain')) ?? EMPTY_CHAIN,
    pause: { ...NO_PAUSE, ...(await getMeta(tx, 'pause')) },
    confirmedAt: (await getMeta(tx, 'confirmed')) ?? null,
    receiptKey: (await getMeta(tx, 'receipt_key')) ?? null,
    cleared: (await getMeta(tx, 'cleared')) ?? null,
  }
}

/** Stores of version 1 lack some fields, and all of them until the first answer was kept. */
function withDefaults(progress: Progress | undefined): Progress {
  // Such a store may have sent commands whose answer got lost, so the bureau may know of them.
  return progress ? { ...NO_PROGRESS, ...progress } : { ...NO_PROGRESS, epoch: '' }
}
