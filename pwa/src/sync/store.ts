/** The port to the phone's durable store. */
import type { ScopeChange } from '@/sync/change'
import type { Entry } from '@/sync/entry'
import type { Segment } from '@/sync/segments'

/** A scope as held: its cursor, and how many small segments have piled up since it was packed. */
export interface HeldScope {
  readonly seq: number
  readonly tag: string
  readonly deltas: number
}

/** How far this phone and the bureau have come together. */
export interface Progress {
  readonly epoch: string | null
  /** All epochs met, the present one last. */
  readonly epochs: readonly string[]
  readonly scopes: Readonly<Record<string, HeldScope>>
  readonly lastReceipt: number
  readonly durableThrough: number
  readonly serverOffsetMs: number | null
  /** Every repair of a scope counts as a defect. */
  readonly defects: number
}

/** Where the chain of commands stands: the next seq, and the hash of the last body. */
export interface Chain {
  readonly nextSeq: number
  readonly head: string
}

/** When the bureau may be asked again; survives a restart. */
export interface Pause {
  readonly failures: number
  /** Our own patience, in ms since 1970; a person or a new network may overrule it. */
  readonly untilMs: number
  /** The bureau's wish; nothing overrules it. */
  readonly retryAfterMs: number
}

export interface Loaded {
  readonly device: string
  readonly rev: number
  readonly progress: Progress
  readonly chain: Chain
  readonly pause: Pause
  readonly confirmedAt: number | null
  readonly receiptKey: JsonWebKey | null
  readonly entries: readonly Entry[]
  readonly segments: readonly Segment[]
}

/** The right to sync; a later lease carries a greater fence and makes this one void. */
export interface Lease {
  readonly fence: number
  readonly rev: number
  readonly nextSeq: number
}

export interface Commit {
  readonly progress?: Progress
  readonly entries?: readonly Entry[]
  readonly changes?: readonly ScopeChange[]
  readonly dropped?: readonly string[]
  readonly pause?: Pause
  /** Blobs that the bureau holds, refused for good, or may have lost again. */
  readonly blobs?: ReadonlyMap<string, 'stored' | 'refused' | 'pending'> | undefined
  /** Where the bureau expects the bytes of these blobs. */
  readonly uploads?: ReadonlyMap<string, string>
  readonly pruned?: Pruned
  /** Rewrite this scope from its present rows, its small segments merged. */
  readonly compacted?: ScopeChange
  /** Move the chain on when the bureau knows more of it than this store. */
  readonly skipTo?: number
  /** Say "all confirmed" at this instant if, inside the transaction, nothing waits. */
  readonly confirmAt?: number
}

/** What the bureau's backup holds, so that this phone may forget it. */
export interface Pruned {
  readonly seqs: readonly number[]
  readonly blobs: readonly string[]
}

export interface Committed {
  readonly rev: number
  readonly confirmedAt: number | null
}

export type BlobState = 'local' | 'pending' | 'stored' | 'refused'

export interface BlobRecord {
  readonly sha256: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly state: BlobState
  readonly created_at: number
  /** Where the bureau expects the rest. How much it has, it says itself when asked: writing that
   * here for each piece would write the whole photo each time. */
  readonly upload?: string
}

export interface Draft {
  readonly key: string
  readonly json: string
  readonly saved_at: number
}

/** Thrown by `commit` when another tab has taken the lease since. */
export class FencedError extends Error {}

export type Appended = 'in' | 'moved' | 'blob missing'

export interface Store {
  load(device: string, receiptKey: JsonWebKey | null): Promise<Loaded>
  chain(): Promise<Chain>
  entriesFrom(seq: number): Promise<readonly Entry[]>
  /** One strict transaction: the command, its preview, its blobs declared, its draft dropped. */
  append(entry: Entry, dropDraft: string | null): Promise<Appended>
  /** `sure`: the caller holds the browser's lock, so whoever held the lease is gone. */
  takeLease(holder: string, now: number, sure: boolean): Promise<Lease | null>
  dropLease(fence: number): Promise<void>
  commit(fence: number, now: number, commit: Commit): Promise<Committed>
  putBlob(blob: BlobRecord): Promise<void>
  blob(sha256: string): Promise<BlobRecord | undefined>
  blobsIn(state: BlobState): Promise<readonly string[]>
  sweepBlobs(before: number): Promise<void>
  saveDraft(draft: Draft): Promise<void>
  drafts(): Promise<readonly Draft[]>
  dropDraft(key: string): Promise<void>
  close(): void
}
