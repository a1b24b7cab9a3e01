/** The messages of `POST /api/sync` (docs/protocol.md), as values of this side. */
import type { Problem } from '@/core/http'
import type { Tally } from '@/sync/digest'
import type { TerminalStatus, WireLink } from '@/sync/wire.gen'

/** One row as the bureau gave it; further columns stand under their wire names. */
export interface Row {
  readonly id: string
  readonly ver: number
  /** Set while a command that the bureau has not yet answered changes this row. */
  readonly waiting?: true
  readonly [column: string]: unknown
}

export interface TablePage {
  readonly cols: readonly string[]
  readonly rows: readonly Row[]
}

/** A stretch (`from`, `to`] of the feed of one scope, which ends at `current`. */
export interface ScopePage {
  readonly from: number
  readonly to: number
  readonly tag: string
  readonly current: number
  /** What the scope then holds; only the page that reaches the end says it. */
  readonly ends: Tally | null
  readonly put: ReadonlyMap<string, TablePage>
  readonly remove: readonly (readonly [table: string, id: string])[]
}

export interface ChunkName {
  readonly sha256: string
  readonly tbl: string
}

/** A scope as it stood at `seq`, to be put together from its chunks. */
export interface Snapshot {
  readonly seq: number
  readonly tag: string
  readonly tally: Tally
  readonly chunks: readonly ChunkName[]
}

/** The rows of the buckets that differed; what else is held in these buckets falls. */
export interface RepairAnswer {
  readonly seq: number
  readonly tag: string
  readonly tally: Tally
  readonly buckets: ReadonlySet<number>
  readonly put: ReadonlyMap<string, TablePage>
}

/** What the bureau made of one command; a status of a later protocol counts as not final. */
export interface CommandResult {
  readonly seq: number
  readonly status: TerminalStatus | 'retry'
  readonly scopeSeqs: Readonly<Record<string, number>>
  readonly receipt: string | null
  /** Where it was receipted, when that was in another epoch than that of the answer. */
  readonly epoch?: string
  readonly alias: string | null
  readonly problem: Problem | null
}

export interface SyncResponse {
  readonly epoch: string
  readonly serverTime: string
  readonly expectedSeq: number
  readonly durableThrough: number
  readonly minSchema: number
  readonly retryAfter: number
  readonly results: readonly CommandResult[]
  readonly scopes: ReadonlyMap<string, ScopePage>
  readonly removed: readonly string[]
  /** Scopes that come by chunks instead of a page from 0. */
  readonly snapshots: ReadonlyMap<string, Snapshot>
  /** What each scope should hold, when the sum that the phone sent was another. */
  readonly digests: ReadonlyMap<string, Tally>
  /** The highest seq that the bureau has heard of from this device, if above the one it was told. */
  readonly announcedHead: number
  /** How the bureau's keys followed those that the phone named; none where it knows them all. */
  readonly succession: readonly WireLink[]
}

/** The bytes that a receipt signs (docs/protocol.md §2). */
export function receiptText(epoch: string, device: string, seq: number, hash: string): string {
  return `doorstep-receipt-v1\n${epoch}\n${device}\n${seq}\n${hash}`
}
