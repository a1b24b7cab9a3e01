/** The queue under a new device, its texts made anew: all of it is read and sealed beforehand. */
import { leave, type Database, type Tx } from '@/core/db'
import { EMPTY_CHAIN, getMeta, putMeta } from '@/sync/meta'
import { NOTHING_WHOLE, rechained } from '@/sync/recovering'
import type { Schema } from '@/sync/schema'
import {
  openEntries,
  sealAside,
  sealEntries,
  type SealedAside,
  type SealedEntry,
  type Sealing,
} from '@/sync/sealing'
import type { Chain, Renewed } from '@/sync/store'

export interface Renewal {
  readonly renewed: Renewed
  /** Where the old chain stood when the queue was read. */
  readonly from: Chain
  readonly chain: Chain
  readonly entries: readonly SealedEntry[]
  readonly aside: readonly SealedAside[]
}

export async function prepareRenewal(
  db: Database<Schema>,
  sealing: Sealing,
  renewed: Renewed,
): Promise<Renewal> {
  const held = await db.read(['meta', 'outbox'], async (tx) => ({
    from: (await getMeta(tx, 'chain')) ?? EMPTY_CHAIN,
    before: (await getMeta(tx, 'device')) ?? renewed.device,
    whole: (await getMeta(tx, 'cleared'))?.whole ?? NOTHING_WHOLE,
    boxes: await tx.objectStore('outbox').getAll(),
  }))
  const old = await openEntries(sealing, held.boxes)
  // Of what two phones have, the other one may have sent anything.
  const sent = renewed.cleared === null ? Infinity : held.whole.to
  const { entries, chain } = rechained(old, EMPTY_CHAIN, sent)
  // Texts that change are kept aside as they were: papers may name their hash.
  const changed = old.filter((entry, n) => entry.hash !== entries[n]?.hash)
  const { at } = renewed
  return {
    ...{ renewed, from: held.from, chain, entries: await sealEntries(sealing, entries) },
    aside: await Promise.all(
      changed.map((entry) => sealAside(sealing, { device: held.before, entry, at })),
    ),
  }
}

/** False when another tab has made a command since the queue was read; nothing is written then. */
export async function putRenewal(tx: Tx<Schema, 'readwrite'>, renewal: Renewal): Promise<boolean> {
  const { renewed, from, chain } = renewal
  const now = (await getMeta(tx, 'chain')) ?? EMPTY_CHAIN
  if (now.nextSeq !== from.nextSeq || now.head !== from.head) return false
  leave(tx.objectStore('outbox').clear())
  for (const entry of renewal.entries) leave(tx.objectStore('outbox').put(entry))
  for (const aside of renewal.aside) leave(tx.objectStore('aside').add(aside))
  putMeta(tx, { key: 'chain', value: chain })
  putMeta(tx, { key: 'device', value: renewed.device })
  const { cleared } = renewed
  if (cleared !== null) putMeta(tx, { key: 'cleared', value: cleared })
  return true
}
