/** The store of one person on this phone, in IndexedDB. */
import { openDatabase, type Database } from '@/core/db'
import { append } from '@/sync/appending'
import { commit, dropLease, keepChunk, takeLease } from '@/sync/committing'
import { load } from '@/sync/loading'
import { EMPTY_CHAIN, getMeta, putMeta } from '@/sync/meta'
import { planFor, type Schema } from '@/sync/schema'
import type { Store } from '@/sync/store'

/** Open the store of this person; the database itself opens at the first call. */
export function openStore(personId: string, timeoutMs?: number): Store {
  const db = openDatabase<Schema>(planFor(personId, timeoutMs))
  return {
    load: (opening) => load(db, opening),
    noteMarker: () => db.write(['meta'], (tx) => putMeta(tx, { key: 'marked', value: true })),
    chain: () => db.read(['meta'], async (tx) => (await getMeta(tx, 'chain')) ?? EMPTY_CHAIN),
    entriesFrom: (seq) =>
      db.read(['outbox'], (tx) => tx.objectStore('outbox').getAll(IDBKeyRange.lowerBound(seq))),
    append: (entry, dropDraft, receipt) => append(db, entry, dropDraft, receipt),
    receipt: (entity) => db.read(['receipts'], (tx) => tx.objectStore('receipts').get(entity)),
    takeLease: (holder, now, sure) => takeLease(db, { holder, now, sure }),
    dropLease: (fence) => dropLease(db, fence),
    commit: (fence, now, change) => commit(db, { fence, now }, change),
    keepChunk: (fence, now, chunk) => keepChunk(db, { fence, now }, chunk),
    chunksOf: (scope) =>
      db.read(['chunks'], (tx) =>
        tx.objectStore('chunks').getAll(IDBKeyRange.bound([scope], [scope, []])),
      ),
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
