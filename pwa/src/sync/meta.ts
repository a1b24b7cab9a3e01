/** Reading and writing the single values of the store. */
import { leave, type Tx } from '@/core/db'
import type { Meta, MetaRecord, Schema } from '@/sync/schema'
import type { Chain, Pause, Progress } from '@/sync/store'

export const NO_PROGRESS: Progress = {
  epoch: null,
  epochs: [],
  scopes: {},
  lastReceipt: 0,
  durableThrough: 0,
  serverOffsetMs: null,
  defects: 0,
  unmended: {},
  idled: 0,
  proof: null,
  replaces: null,
}
export const EMPTY_CHAIN: Chain = { nextSeq: 1, head: '' }
export const NO_PAUSE: Pause = { failures: 0, untilMs: 0, retryAfterMs: 0, sinceMs: 0 }

export async function getMeta<K extends keyof Meta>(
  tx: Tx<Schema>,
  key: K,
): Promise<Meta[K] | undefined> {
  const record = await tx.objectStore('meta').get(key)
  return record && holds(record, key) ? record.value : undefined
}

export function putMeta(tx: Tx<Schema, 'readwrite'>, record: MetaRecord): void {
  leave(tx.objectStore('meta').put(record))
}

function holds<K extends keyof Meta>(
  record: MetaRecord,
  key: K,
): record is MetaRecord & { key: K; value: Meta[K] } {
  return record.key === key
}
