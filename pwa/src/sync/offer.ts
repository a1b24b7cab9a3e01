/** What of the queue goes into the next request. */
import { isReadable, type Entry } from '@/sync/entry'
import type { Mirror } from '@/sync/mirror'
import { nextBatch } from '@/sync/request'

export interface Offer {
  readonly batch: readonly Entry[]
  /** The entry at the head of the queue, when it cannot be read back as it was made. */
  readonly unreadable: Entry | null
}

/** At most `most` readable entries; an unreadable one ends the batch before it. */
export function nextOffer(mirror: Mirror, most: number): Offer {
  // The first contact of a store only asks what the bureau knows of this device: when the store
  // was lost, nothing made since may go up under the old chain.
  if (mirror.progress.epoch === null) return { batch: [], unreadable: null }

  const batch = nextBatch(mirror.outbox, most)
  const bad = batch.findIndex((entry) => !isReadable(entry))
  if (bad < 0) return { batch, unreadable: null }
  return { batch: batch.slice(0, bad), unreadable: bad === 0 ? (batch[0] ?? null) : null }
}
