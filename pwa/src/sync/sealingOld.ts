/**
 * Sealing in place what a phone kept before there were vaults. Record by record, each written only
 * if it still stands as it was read, so that a phone that is switched off half way, or another tab
 * at the same work, loses nothing; done once all of it is sealed.
 */
import type { Database } from '@/core/db'
import { isBox, type Bytes } from '@/core/vault/seals'
import type { Entry } from '@/sync/entry'
import { getMeta, putMeta } from '@/sync/meta'
import type { Schema } from '@/sync/schema'
import { sealBlob } from '@/sync/sealedBlobs'
import {
  sealAside,
  sealChunk,
  sealDraft,
  sealEntry,
  sealReceipt,
  sealSegment,
  type Sealing,
} from '@/sync/sealing'
import type { Segment } from '@/sync/segments'
import type { Aside, BlobRecord, ChunkRecord, Draft, ReceiptRecord } from '@/sync/store'

type StoreName = 'segments' | 'outbox' | 'blobs' | 'drafts' | 'chunks' | 'aside' | 'receipts'

/** Records of each store that are sealed at a time; photos and pages are large. */
const AT_ONCE = 20

/** Commands first: nothing else stands nowhere but here. */
const STORES: readonly StoreName[] = [
  ...(['outbox', 'aside', 'drafts', 'receipts', 'blobs', 'chunks', 'segments'] as const),
]

/** Seal everything that stands in the clear; at once done where that was done before. */
export async function sealOld(db: Database<Schema>, sealing: Sealing): Promise<void> {
  if (await db.read(['meta'], (tx) => getMeta(tx, 'sealed'))) return
  for (const name of STORES) await sealStore(db, sealing, name)
  await db.write(['meta'], (tx) => putMeta(tx, { key: 'sealed', value: true }), 'strict')
}

async function sealStore(db: Database<Schema>, sealing: Sealing, name: StoreName): Promise<void> {
  const keys = await db.read([name], (tx) => tx.objectStore(name).getAllKeys())
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    const some = keys.slice(at, at + AT_ONCE)
    const found = await db.read([name], (tx) =>
      Promise.all(some.map(async (key): Promise<unknown> => tx.objectStore(name).get(key))),
    )
    const sealed = await Promise.all(
      found.map(async (record) => (isPlain(record) ? sealOne(sealing, name, record) : null)),
    )
    await db.write(
      [name],
      async (tx) => {
        const store = tx.objectStore(name)
        for (const [n, record] of sealed.entries()) {
          const key = some[n]
          if (record === null || key === undefined || !isPlain(await store.get(key))) continue
          await (store.keyPath === null ? store.put(record, key) : store.put(record))
        }
      },
      'strict',
    )
  }
}

/** A pointer to a chunk holds nothing that could be sealed. */
function isPlain(record: unknown): boolean {
  if (typeof record !== 'object' || record === null) return false
  if ('box' in record && isBox(record.box)) return false
  return !('chunk' in record)
}

type Sealed = Schema[StoreName]['value']

/** Only records of versions before the fourth stand in the clear, and these are their shapes. */
function sealOne(sealing: Sealing, name: StoreName, record: unknown): Promise<Sealed> {
  if (name === 'outbox') return sealEntry(sealing, record as Entry)
  if (name === 'aside') return sealAside(sealing, record as Aside)
  if (name === 'drafts') return sealDraft(sealing, record as Draft)
  if (name === 'receipts') return sealReceipt(sealing, record as ReceiptRecord)
  if (name === 'blobs') return sealBlob(sealing, withBytes(record as BlobRecord))
  if (name === 'chunks') return sealChunk(sealing, withBytes(record as ChunkRecord))
  return sealSegment(sealing, withBytes(record as Segment & { bytes: Bytes }))
}

/** Some browsers give bytes back as views of another realm; WebCrypto wants one of its own. */
function withBytes<T extends { readonly bytes: Bytes }>(record: T): T {
  return { ...record, bytes: new Uint8Array(record.bytes) }
}
