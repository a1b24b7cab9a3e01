/** Putting into the store what stands in the second copy alone (docs/decisions/0012). */
import type { Tx } from '@/core/db'
import { isReadable, isWaiting, type Entry } from '@/sync/entry'
import { EMPTY_CHAIN, getMeta, putMeta } from '@/sync/meta'
import { NOTHING_WHOLE, takenBack } from '@/sync/recovering'
import type { Schema } from '@/sync/schema'
import type { Kept, Stretch } from '@/sync/store'

type Writing = Tx<Schema, 'readwrite'>

/** Returns the unbroken end of the chain that came back. */
export async function takeBack(
  tx: Writing,
  kept: readonly Kept[],
  whose: { device: string; strays: boolean },
): Promise<Stretch> {
  if (kept.length === 0) return NOTHING_WHOLE
  const chain = (await getMeta(tx, 'chain')) ?? EMPTY_CHAIN
  const back = takenBack(kept, { ...whose, chain })
  await putEntries(tx, [...back.entries, ...(await spoiltOnes(tx, kept))])
  for (const draft of back.drafts) await tx.objectStore('drafts').delete(draft)
  for (const receipt of back.receipts) await tx.objectStore('receipts').put(receipt)
  if (back.entries.length > 0) {
    await putMeta(tx, { key: 'chain', value: back.chain })
    await putMeta(tx, { key: 'confirmed', value: null })
  }
  return back.whole
}

async function putEntries(tx: Writing, entries: readonly Entry[]): Promise<void> {
  const blobs = tx.objectStore('blobs')
  for (const entry of entries) {
    await tx.objectStore('outbox').put(entry)
    for (const sha256 of entry.blobs) {
      const blob = await blobs.get(sha256)
      if (blob?.state === 'local') await blobs.put({ ...blob, state: 'pending' })
    }
  }
}

/** Entries that wait in the store and cannot be read there any more. */
async function spoiltOnes(tx: Writing, kept: readonly Kept[]): Promise<Entry[]> {
  const spoilt: Entry[] = []
  for (const { entry } of kept) {
    const stored = await tx.objectStore('outbox').get(entry.seq)
    const isSame = stored?.hash === entry.hash && isWaiting(stored)
    if (isSame && !isReadable(stored)) spoilt.push(entry)
  }
  return spoilt
}
