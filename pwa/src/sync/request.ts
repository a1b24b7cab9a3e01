/** Build the next request from where the phone stands. */
import type { Cursor } from '@/sync/change'
import { isWaiting, type Entry } from '@/sync/entry'
import type { Outbox } from '@/sync/outbox'
import type { Proof } from '@/sync/store'
import {
  CHUNK_FORM,
  MAX_COMMAND_BYTES,
  MAX_COMMANDS,
  PROTOCOL_VERSION,
  SCHEMA_VERSION,
  type WireEnvelope,
  type WireSyncRequest,
} from '@/sync/wire.gen'

export interface Standpoint {
  readonly app: string
  readonly device: string
  readonly epoch: string | null
  readonly nextSeq: number
  /** Whether the bureau is told how far the chain goes here. */
  readonly announces: boolean
  readonly lastReceipt: number
  readonly cursors: ReadonlyMap<string, Cursor>
  readonly digest: string | null
  readonly snapshots: boolean
  readonly proof: Proof | null
  readonly replaces: string | null
  /** The mark of the bureau's keys that are known here. */
  readonly keys: string | null
}

/** The commands that go out next: contiguous from the first that waits, within both limits. */
export function nextBatch(outbox: Outbox, most: number = MAX_COMMANDS): readonly Entry[] {
  const first = outbox.first
  if (first === null) return []

  const batch = firstStretch(outbox.from(first.seq, most), most)
  return batch.slice(0, batch.findLastIndex(isWaiting) + 1)
}

/** The commands that go after these, if they are taken in. */
export function stretchAfter(batch: readonly Entry[], outbox: Outbox, most: number): Entry[] {
  const last = batch.at(-1)
  return last ? firstStretch(outbox.from(last.seq + 1, most), most) : []
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
    ...(from.keys && { keys: from.keys }),
    ...(batch.length > 0 && { commands: batch.map(envelopeOf) }),
    ...ofChain(from),
    ...ofReplica(from),
  }
}

/** A command as it travels: the exact text, and the signature over it. */
export function envelopeOf({ body, sig }: Entry): WireEnvelope {
  return sig ? { body, sig: sig.text } : { body }
}

type Part = Partial<WireSyncRequest>

function ofChain({ nextSeq, announces, lastReceipt, proof, replaces }: Standpoint): Part {
  return {
    ...(announces && nextSeq > 1 && { announced_head: nextSeq - 1 }),
    ...(lastReceipt > 0 && { last_receipt: lastReceipt }),
    ...(proof && { proof }),
    ...(replaces && { replaces }),
  }
}

function ofReplica({ epoch, cursors, digest, snapshots }: Standpoint): Part {
  return {
    ...(epoch && { epoch }),
    ...(cursors.size > 0 && { scopes: cursorsOnWire(cursors) }),
    ...(digest !== null && { digest }),
    ...(snapshots && { snapshots, chunks: CHUNK_FORM }),
  }
}

function cursorsOnWire(cursors: ReadonlyMap<string, Cursor>): Record<string, [number, string]> {
  return Object.fromEntries([...cursors].map(([scope, { seq, tag }]) => [scope, [seq, tag]]))
}
