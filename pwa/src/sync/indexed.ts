/** The store of one person on this phone, in IndexedDB. */
import { openDatabase, type Database, type Tx } from '@/core/db'
import { append } from '@/sync/appending'
import { commit, dropLease, takeLease } from '@/sync/committing'
import { EMPTY_CHAIN, getMeta, NO_PAUSE, NO_PROGRESS, putMeta } from '@/sync/meta'
import { planFor, type Schema } from '@/sync/schema'
import type { Loaded, Store } from '@/sync/store'

/** Open the store of this person; the database itself opens at the first call. */
export function openStore(personId: string, timeoutMs?: number): Store {
  const db = openDatabase<Schema>(planFor(personId, timeoutMs))
  return {
    load: (device, receiptKey) => load(db, device, receiptKey),
    chain: () => db.read(['meta'], async (tx) => (await getMeta(tx, 'chain')) ?? EMPTY_CHAIN),
    entriesFrom: (seq) =>
      db.read(['outbox'], (tx) => tx.objectStore('outbox').getAll(IDBKeyRange.lowerBound(seq))),
    append: (entry, dropDraft) => append(db, entry, dropDraft),
    takeLease: (holder, now, sure) => takeLease(db, { holder, now, sure }),
    dropLease: (fence) => dropLease(db, fence),
    commit: (fence, now, change) => commit(db, { fence, now }, change),
    ...blobsOf(db),
    ...draftsOf(db),
    close: () => db.close(),
  }
}

type BlobPart = Pick<Store, 'putBlob' | 'blob' | 'blobsIn' | 'sweepBlobs'>
type DraftPart = Pick<Store, 'saveDraft' | 'drafts' | 'dropDraft'>

function blobsOf(db: Database<Schema>): BlobPart {
  return {
    putBlob: (blob) =>
      db.write(
        ['blobs'],
        async (tx) => {
          const blobs = tx.objectStore('blobs')
          // The same bytes may already be declared by a command; their state must not fall back.
          if ((await blobs.getKey(blob.sha256)) === undefined) await blobs.put(blob)
        },
        'strict',
      ),
    blob: (sha256) => db.read(['blobs'], (tx) => tx.objectStore('blobs').get(sha256)),
    blobsIn: (state) =>
      db.read(['blobs'], (tx) => tx.objectStore('blobs').index('state').getAllKeys(state)),
    sweepBlobs: (before) => sweepBlobs(db, before),
  }
}

function draftsOf(db: Database<Schema>): DraftPart {
  return {
    saveDraft: (draft) =>
      db.write(['drafts'], async (tx) => {
        await tx.objectStore('drafts').put(draft)
      }),
    drafts: () => db.read(['drafts'], (tx) => tx.objectStore('drafts').getAll()),
    dropDraft: (key) => db.write(['drafts'], (tx) => tx.objectStore('drafts').delete(key)),
  }
}

async function load(
  db: Database<Schema>,
  device: string,
  receiptKey: JsonWebKey | null,
): Promise<Loaded> {
  return db.write(['meta', 'outbox', 'segments'], async (tx) => {
    const entries = await tx.objectStore('outbox').getAll()
    const kept = await settleDevice(tx, device, entries.length > 0)
    if (receiptKey) await putMeta(tx, { key: 'receipt_key', value: receiptKey })
    const segments = await tx.objectStore('segments').getAll()
    return { device: kept, entries, segments, ...(await loadMeta(tx)) }
  })
}

/** Receipts and seqs belong to the device that made them, so a filled outbox keeps its own. */
async function settleDevice(
  tx: Tx<Schema, 'readwrite'>,
  device: string,
  isFilled: boolean,
): Promise<string> {
  const known = await getMeta(tx, 'device')
  if (known !== undefined && (isFilled || known === device)) return known

  await putMeta(tx, { key: 'device', value: device })
  await putMeta(tx, { key: 'chain', value: EMPTY_CHAIN })
  return device
}

async function loadMeta(tx: Tx<Schema>): Promise<Omit<Loaded, 'device' | 'entries' | 'segments'>> {
  return {
    rev: (await getMeta(tx, 'rev')) ?? 0,
    progress: (await getMeta(tx, 'progress')) ?? NO_PROGRESS,
    chain: (await getMeta(tx, 'chain')) ?? EMPTY_CHAIN,
    pause: (await getMeta(tx, 'pause')) ?? NO_PAUSE,
    confirmedAt: (await getMeta(tx, 'confirmed')) ?? null,
    receiptKey: (await getMeta(tx, 'receipt_key')) ?? null,
  }
}

/** Delete photos of given-up drafts: declared by no command, named by no draft, and old. */
async function sweepBlobs(db: Database<Schema>, before: number): Promise<void> {
  await db.write(['blobs', 'drafts'], async (tx) => {
    const drafts = (await tx.objectStore('drafts').getAll()).map((draft) => draft.json).join('\n')
    let cursor = await tx.objectStore('blobs').index('state').openCursor('local')
    while (cursor) {
      const { sha256, created_at } = cursor.value
      if (created_at < before && !drafts.includes(sha256)) await cursor.delete()
      cursor = await cursor.continue()
    }
  })
}
