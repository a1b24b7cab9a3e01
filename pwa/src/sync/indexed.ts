/** The store of one person on this phone, in IndexedDB; all that it holds is sealed. */
import { openDatabase, type Database } from '@/core/db'
import { turns, type InTurn } from '@/core/turns'
import { append } from '@/sync/appending'
import { commit, dropLease, keepChunks, takeLease } from '@/sync/committing'
import { load } from '@/sync/loading'
import { EMPTY_CHAIN, getMeta, putMeta } from '@/sync/meta'
import { planFor, type Schema } from '@/sync/schema'
import { openBlob, sealBlob } from '@/sync/sealedBlobs'
import {
  openChunk,
  openDraft,
  openEntries,
  openReceipt,
  sealDraft,
  type Sealing,
} from '@/sync/sealing'
import { sealOld } from '@/sync/sealingOld'
import type { Store } from '@/sync/store'

/** Open the store of this person; the database itself opens at the first call. */
export function openStore(personId: string, sealing: Sealing, timeoutMs?: number): Store {
  const db = openDatabase<Schema>(planFor(personId, timeoutMs))
  // Sealing takes a while; what a draft said later must not be overtaken by what it said before.
  const inTurn = turns()
  return {
    isSealed: async () => (await db.read(['meta'], (tx) => getMeta(tx, 'sealed'))) ?? false,
    load: async (opening) => {
      await sealOld(db, sealing)
      return load(db, sealing, opening)
    },
    noteMarker: () => db.write(['meta'], (tx) => putMeta(tx, { key: 'marked', value: true })),
    chain: () => db.read(['meta'], async (tx) => (await getMeta(tx, 'chain')) ?? EMPTY_CHAIN),
    entriesFrom: async (seq) => {
      const from = IDBKeyRange.lowerBound(seq)
      const kept = await db.read(['outbox'], (tx) => tx.objectStore('outbox').getAll(from))
      return openEntries(sealing, kept)
    },
    append: (entry, dropDraft, receipt) =>
      inTurn(() => append(db, sealing, { entry, dropDraft, receipt })),
    receipt: async (entity) => {
      const kept = await db.read(['receipts'], (tx) => tx.objectStore('receipts').get(entity))
      return (kept && (await openReceipt(sealing, kept))) ?? undefined
    },
    takeLease: (holder, now, sure) => takeLease(db, { holder, now, sure }),
    dropLease: (fence) => dropLease(db, fence),
    commit: (fence, now, change) => commit({ db, sealing }, { fence, now }, change),
    keepChunks: (fence, now, chunks) => keepChunks({ db, sealing }, { fence, now }, chunks),
    chunksOf: async (scope) => {
      const range = IDBKeyRange.bound([scope], [scope, []])
      const kept = await db.read(['chunks'], (tx) => tx.objectStore('chunks').getAll(range))
      const chunks = await Promise.all(kept.map((one) => openChunk(sealing, one)))
      return chunks.filter((chunk) => chunk !== null)
    },
    ...blobsOf(db, sealing),
    ...draftsOf(db, sealing, inTurn),
    close: () => db.close(),
  }
}

type BlobPart = Pick<Store, 'putBlob' | 'blob' | 'blobsIn' | 'sweepBlobs'>
type DraftPart = Pick<Store, 'saveDraft' | 'drafts' | 'dropDraft'>

function blobsOf(db: Database<Schema>, sealing: Sealing): BlobPart {
  return {
    putBlob: async (blob) => {
      const sealed = await sealBlob(sealing, blob)
      return db.write(
        ['blobs'],
        async (tx) => {
          const blobs = tx.objectStore('blobs')
          // The same bytes may already be declared by a command; their state must not fall back.
          if ((await blobs.getKey(blob.sha256)) === undefined) await blobs.put(sealed)
        },
        'strict',
      )
    },
    blob: async (sha256) => {
      const kept = await db.read(['blobs'], (tx) => tx.objectStore('blobs').get(sha256))
      return kept && openBlob(sealing, kept)
    },
    blobsIn: async (...states) => {
      const found = await db.read(['blobs'], (tx) => {
        const byState = tx.objectStore('blobs').index('state')
        return Promise.all(states.map((state) => byState.getAllKeys(state)))
      })
      return found.flat()
    },
    sweepBlobs: (before) => sweepBlobs(db, before),
  }
}

function draftsOf(db: Database<Schema>, sealing: Sealing, inTurn: InTurn): DraftPart {
  return {
    saveDraft: (draft) =>
      inTurn(async () => {
        const sealed = await sealDraft(sealing, draft)
        await db.write(['drafts'], async (tx) => {
          await tx.objectStore('drafts').put(sealed)
        })
      }),
    drafts: async () => {
      const kept = await db.read(['drafts'], (tx) => tx.objectStore('drafts').getAll())
      const drafts = await Promise.all(kept.map((one) => openDraft(sealing, one)))
      return drafts.filter((draft) => draft !== null)
    },
    dropDraft: (key) =>
      inTurn(() => db.write(['drafts'], (tx) => tx.objectStore('drafts').delete(key))),
  }
}

/** Delete photos of given-up drafts: declared by no command, named by no draft, and old. */
async function sweepBlobs(db: Database<Schema>, before: number): Promise<void> {
  await db.write(['blobs', 'drafts'], async (tx) => {
    const drafts = await tx.objectStore('drafts').getAll()
    const named = new Set(drafts.flatMap((draft) => draft.blobs))
    let cursor = await tx.objectStore('blobs').index('state').openCursor('local')
    while (cursor) {
      const { sha256, created_at } = cursor.value
      if (created_at < before && !named.has(sha256)) await cursor.delete()
      cursor = await cursor.continue()
    }
  })
}
