/** Build the next request from where the phone stands. */
import type { Cursor } from '@/sync/change'
import { isWaiting, type Entry } from '@/sync/entry'
import {
  MAX_COMMAND_BYTES,
  MAX_COMMANDS,
  PROTOCOL_VERSION,
  SCHEMA_VERSION,
  type WireSyncRequest,
} from '@/sync/wire.gen'

export interface Standpoint {
  readonly app: string
  readonly device: string
  readonly epoch: string | null
  readonly nextSeq: number
  readonly lastReceipt: number
  readonly cursors: ReadonlyMap<string, Cursor>
}

/** The commands that go out next: contiguous from the first that waits, within both limits. */
export function nextBatch(entries: readonly Entry[], most: number = MAX_COMMANDS): Entry[] {
  const first = entries.findIndex(isWaiting)
  if (first < 0) return []

  const batch = firstStretch(entries.slice(first), most)
  return batch.slice(0, batch.findLastIndex(isWaiting) + 1)
}

/** The first entries that may go together: contiguous, within both limits, at least one. */
export function firstStretch(entries: readonly Entry[], most: number = MAX_COMMANDS): Entry[] {
  const stretch: Entry[] = []
  let bytes = 0
  for (const entry of entries.slice(0, most)) {
    const follows = stretch.length === 0 || entry.seq === (stretch.at(-1)?.seq ?? 0) + 1
    bytes += entry.bytes
    if (!follows || (stretch.length > 0 && bytes > MAX_COMMAND_BYTES)) break
    stretch.push(entry)
  }
  return stretch
}

/** The request of protocol §1, with every empty field left out. */
export function buildRequest(from: Standpoint, batch: readonly Entry[]): WireSyncRequest {
  return {
    proto: PROTOCOL_VERSION,
    schema: SCHEMA_VERSION,
    app: from.app,
    device: from.device,
    first_seq: batch[0]?.seq ?? from.nextSeq,
    ...(from.epoch !== null && { epoch: from.epoch }),
    ...(batch.length > 0 && { commands: batch.map(({ body }) => ({ body })) }),
    ...(from.cursors.size > 0 && { scopes: cursorsOnWire(from.cursors) }),
    ...(from.nextSeq > 1 && { announced_head: from.nextSeq - 1 }),
    ...(from.lastReceipt > 0 && { last_receipt: from.lastReceipt }),
  }
}

function cursorsOnWire(cursors: ReadonlyMap<string, Cursor>): Record<string, [number, string]> {
  return Object.fromEntries([...cursors].map(([scope, { seq, tag }]) => [scope, [seq, tag]]))
}
