/** Putting into the store what stands in the second copy alone (docs/decisions/0012). */
import type { Tx } from '@/core/db'
import { isReadable, isWaiting, type Entry } from '@/sync/entry'
import { takenBack, type TakenBack } from '@/sync/recovering'
import type { Schema } from '@/sync/schema'
import {
  sealEntries,
  sealReceipt,
  type SealedEntry,
  type SealedReceipt,
  type Sealing,
} from '@/sync/sealing'
import type { Chain, Kept } from '@/sync/store'

/** What comes back, spoilt entries that the copy has whole among it. */
export type Back = TakenBack

/** What a store with these entries lacks of the copy; null when the copy has nothing to give. */
export function takeBack(
  kept: readonly Kept[],
  stored: readonly Entry[],
  whose: { device: string; chain: Chain; strays: boolean },
): Back | null {
  if (kept.length === 0) return null
  const [ids, hashes] = [
    new Set(stored.map(({ id }) => id)),
    new Set(stored.map(({ hash }) => hash)),
  ]
  const lacking = kept.filter(({ entry }) => !ids.has(entry.id) && !hashes.has(entry.hash))
  const back = takenBack(lacking, whose)
  const spoilt = spoiltOnes(kept, stored)
  const isNothing = back.entries.length + spoilt.length === 0
  return isNothing && back.drafts.length + back.receipts.length === 0
    ? null
    : { ...back, entries: [...back.entries, ...spoilt] }
}

export interface SealedBack {
  readonly entries: readonly SealedEntry[]
  /** Photos that they declare. */
  readonly blobs: ReadonlySet<string>
  readonly drafts: readonly string[]
  readonly receipts: readonly SealedReceipt[]
}

export async function sealBack(sealing: Sealing, back: Back): Promise<SealedBack> {
  return {
    entries: await sealEntries(sealing, back.entries),
    blobs: new Set(back.entries.flatMap(({ blobs }) => blobs)),
    drafts: back.drafts,
    receipts: await Promise.all(back.receipts.map((one) => sealReceipt(sealing, one))),
  }
}

export async function putBack(tx: Tx<Schema, 'readwrite'>, back: SealedBack): Promise<void> {
  const blobs = tx.objectStore('blobs')
  for (const entry of back.entries) await tx.objectStore('outbox').put(entry)
  for (const sha256 of back.blobs) {
    const blob = await blobs.get(sha256)
    if (blob?.state === 'local') await blobs.put({ ...blob, state: 'pending' })
  }
  for (const draft of back.drafts) await tx.objectStore('drafts').delete(draft)
  for (const receipt of back.receipts) await tx.objectStore('receipts').put(receipt)
}

/** Entries that wait in the store and cannot be read there any more. */
function spoiltOnes(kept: readonly Kept[], stored: readonly Entry[]): Entry[] {
  const bySeq = new Map(stored.map((entry) => [entry.seq, entry]))
  return kept.flatMap(({ entry }) => {
    const here = bySeq.get(entry.seq)
    const isSpoilt = here?.hash === entry.hash && isWaiting(here) && !isReadable(here)
    return isSpoilt ? [entry] : []
  })
}
