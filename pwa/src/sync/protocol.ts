/** The messages of `POST /api/sync` (docs/protocol.md), as values of this side. */
import type { Problem } from '@/core/http'
import type { TerminalStatus } from '@/sync/wire.gen'

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
  readonly nRows: number | null
  readonly put: ReadonlyMap<string, TablePage>
  readonly remove: readonly (readonly [table: string, id: string])[]
}

/** What the bureau made of one command; a status of a later protocol counts as not final. */
export interface CommandResult {
  readonly seq: number
  readonly status: TerminalStatus | 'retry'
  readonly scopeSeqs: Readonly<Record<string, number>>
  readonly receipt: string | null
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
}

/** The bytes that a receipt signs (docs/protocol.md §2). */
export function receiptText(epoch: string, device: string, seq: number, hash: string): string {
  return `doorstep-receipt-v1\n${epoch}\n${device}\n${seq}\n${hash}`
}
