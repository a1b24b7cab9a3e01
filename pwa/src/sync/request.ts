/** Build the next request from where the phone stands. */
import type { Cursor } from '@/sync/change'
import { isWaiting, type Entry } from '@/sync/entry'
import {
  MAX_COMMAND_BYTES,
  MAX_COMMANDS,
  PROTOCOL_VERSION,
  SCHEMA_VERSION,
  type WireRequest,
} from '@/sync/protocol'

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

  const batch: Entry[] = []
  let bytes = 0
  for (const entry of entries.slice(first, first + most)) {
    const follows = batch.length === 0 || entry.seq === (batch.at(-1)?.seq ?? 0) + 1
    bytes += entry.bytes
    if (!follows || (batch.length > 0 && bytes > MAX_COMMAND_BYTES)) break
    batch.push(entry)
  }
  return batch.slice(0, batch.findLastIndex(isWaiting) + 1)
}

/** The request of protocol §1, with every empty field left out. */
export function buildRequest(from: Standpoint, batch: readonly Entry[]): WireRequest {
  const request: WireRequest = {
    proto: PROTOCOL_VERSION,
    schema: SCHEMA_VERSION,
    app: from.app,
    device: from.device,
    first_seq: batch[0]?.seq ?? from.nextSeq,
  }
  if (from.epoch !== null) request.epoch = from.epoch
  if (batch.length > 0) request.commands = batch.map(({ body }) => ({ body }))
  if (from.cursors.size > 0) request.scopes = cursorsOnWire(from.cursors)
  if (from.nextSeq > 1) request.announced_head = from.nextSeq - 1
  if (from.lastReceipt > 0) request.last_receipt = from.lastReceipt
  return request
}

function cursorsOnWire(cursors: ReadonlyMap<string, Cursor>): Record<string, [number, string]> {
  return Object.fromEntries([...cursors].map(([scope, { seq, tag }]) => [scope, [seq, tag]]))
}
