/** Taking a command into the outbox: everything it stands on in one strict transaction. */
import { leave, type Database, type Tx } from '@/core/db'
import { chainAfter, isNext } from '@/sync/chaining'
import type { Entry } from '@/sync/entry'
import { EMPTY_CHAIN, getMeta, putMeta } from '@/sync/meta'
import type { Schema } from '@/sync/schema'
import { sealEntry, sealReceipt, type Sealing } from '@/sync/sealing'
import type { Appended, ReceiptRecord } from '@/sync/store'

/** A command with what goes and what is kept together with it. */
export interface Appending {
  readonly entry: Entry
  readonly dropDraft: string | null
  readonly receipt?: ReceiptRecord | undefined
}

/** Compare-and-swap on the chain: 'moved' when another command has taken this place. */
export async function append(
  db: Database<Schema>,
  sealing: Sealing,
  { entry, dropDraft, receipt }: Appending,
): Promise<Appended> {
  const sealed = await sealEntry(sealing, entry)
  const signed = receipt && (await sealReceipt(sealing, receipt))
  return db.write(
    ['meta', 'outbox', 'blobs', 'drafts', 'receipts'],
    async (tx) => {
      const chain = (await getMeta(tx, 'chain')) ?? EMPTY_CHAIN
      // A first try may have been completed although its connection broke before it said so.
      if (chain.head === entry.hash && chain.nextSeq === entry.seq + 1) return 'in'
      if (!isNext(chain, entry)) return 'moved'
      if (!(await declareBlobs(tx, entry.blobs))) return 'blob missing'

      leave(tx.objectStore('outbox').put(sealed))
      putMeta(tx, { key: 'chain', value: chainAfter(chain, entry) })
      putMeta(tx, { key: 'confirmed', value: null })
      if (dropDraft !== null) leave(tx.objectStore('drafts').delete(dropDraft))
      if (signed) leave(tx.objectStore('receipts').put(signed))
      return 'in'
    },
    'strict',
  )
}

async function declareBlobs(
  tx: Tx<Schema, 'readwrite'>,
  hashes: readonly string[],
): Promise<boolean> {
  const store = tx.objectStore('blobs')
  const found = await Promise.all(hashes.map((sha256) => store.get(sha256)))
  if (found.includes(undefined)) return false
  for (const blob of found)
    if (blob?.state === 'local') leave(store.put({ ...blob, state: 'pending' }))
  return true
}
