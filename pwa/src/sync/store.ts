/** The port to the phone's durable store. */
import type { BureauKeys } from '@/core/bureau-keys'
import type { ScopeChange } from '@/sync/change'
import type { Entry } from '@/sync/entry'
import type { Taken } from '@/sync/numbers'
import type { Content } from '@/sync/segments'

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
  /** Scopes that no repair could mend, and until when they are left alone. */
  readonly unmended: Readonly<Record<string, number>>
  /** Good contacts since something that waits was last acknowledged. */
  readonly idled: number
  /** To be shown to a bureau that forgot what it had receipted. */
  readonly proof: Proof | null
  /** The device whose store was lost, until the bureau has heard of it. */
  readonly replaces: string | null
  /** The device whose place this one took; stores of before do not know it. */
  readonly predecessor?: string | null
  /** Whether it is named once more, to a bureau that was put back. */
  readonly tellsAgain?: boolean
}

/** A receipt together with what it is a receipt of. */
export interface Proof {
  readonly seq: number
  readonly hash: string
  readonly epoch: string
  readonly receipt: string
}

/** What stands outside the database and outlives it: which device had made how many commands. */
export interface Marker {
  readonly device: string
  readonly head: number
}

/** The browser or the system deleted something of this phone's data. */
export interface Cleared {
  readonly at: number
  /** Everything that was kept here, or only the marker beside it. */
  readonly part: 'records' | 'marker'
  /** The last command known to have been made before. */
  readonly head: number
  /** Null until the bureau has said which of them it lacks; empty when `from` is above `to`. */
  readonly lost: Stretch | null
  /** The unbroken end of the old chain that the second copy gave back. */
  readonly whole?: Stretch
}

/** A stretch of seqs; empty when `from` is above `to`. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** Where the chain of commands stands: the next seq, and the hash of the last body. */
export interface Chain {
  readonly nextSeq: number
  readonly head: string
  /** For each block of numbers the first that was not given; a store from before lacks it. */
  readonly numbers?: Taken
}

/** When the bureau may be asked again; survives a restart. */
export interface Pause {
  readonly failures: number
  /** Our own patience, in ms since 1970; a person or a new network may overrule it. */
  readonly untilMs: number
  /** The bureau's wish; nothing overrules it. */
  readonly retryAfterMs: number
  /** When it was made: a clock that shows less has been put back. */
  readonly sinceMs: number
}

export interface Loaded {
  readonly device: string
  readonly rev: number
  readonly progress: Progress
  readonly chain: Chain
  readonly pause: Pause
  readonly confirmedAt: number | null
  readonly keys: BureauKeys
  readonly entries: readonly Entry[]
  readonly segments: readonly Content[]
  readonly cleared: Cleared | null
}

/** An entry as it was made, and where the chain of its device stood behind it. */
export interface Kept {
  /** Empty: made after a loss, before the bureau had said what was lost. */
  readonly device: string
  readonly entry: Entry
  readonly chain: Chain
  /** The draft that became this command. */
  readonly dropDraft: string | null
  /** What was signed of it. */
  readonly receipt: ReceiptRecord | null
}

/** By what the store is opened. */
export interface Opening {
  /** Taken when the store has none of its own yet. */
  readonly device: string
  /** The bureau's, as the last sign-in or this phone knew them. */
  readonly keys: BureauKeys
  readonly marker: Marker | null
  /** What stands in the second copy of the queue. */
  readonly kept: readonly Kept[]
  readonly now: number
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
  /** Keys of the bureau that were verified. */
  readonly keys?: BureauKeys
  /** Blobs that the bureau holds, refused for good, may have lost again, or never gets. */
  readonly blobs?: ReadonlyMap<string, Exclude<BlobState, 'local'>> | undefined
  /** Where the bureau expects the bytes of these blobs. */
  readonly uploads?: ReadonlyMap<string, string>
  readonly pruned?: Pruned
  /** Rewrite this scope from its present rows, its small segments merged. */
  readonly compacted?: ScopeChange
  /** Entries in whose place `lost` went, as they were. */
  readonly aside?: readonly Aside[]
  /** The store was found lost; what waits here starts the chain of a new device. */
  readonly renewed?: Renewed
  /** What is now known of a loss after which the old device goes on. */
  readonly cleared?: Cleared
  /** Say "all confirmed" at this instant if, inside the transaction, nothing waits. */
  readonly confirmAt?: number
  /** Nothing follows under this lease: it is given back. */
  readonly isLast?: boolean
}

export interface Renewed {
  readonly device: string
  /** What is known of the loss; null when nothing was lost, as another phone has the same store. */
  readonly cleared: Cleared | null
  readonly at: number
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

/** aside: its command is lost to the bureau, which therefore never takes it; kept for rescue. */
export type BlobState = 'local' | 'pending' | 'stored' | 'refused' | 'aside'

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

/** A chunk of a snapshot, as it came. */
export interface ChunkRecord {
  readonly scope: string
  readonly sha256: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What a person made and the bureau never gets in this form; kept for rescue. */
export interface Aside {
  readonly device: string
  readonly entry: Entry
  readonly at: number
}

/** What this phone signed of a command that it made, to be shown again: the text of a QR code. */
export interface ReceiptRecord {
  /** What the command is about; a later one about the same takes its place. */
  readonly entity: string
  /** The hash of the command's exact text. */
  readonly hash: string
  readonly text: string
  readonly made_at: number
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
  /** Whether all that stands here was sealed; a store of before there were seals is so at `load`. */
  isSealed(): Promise<boolean>
  load(opening: Opening): Promise<Loaded>
  /** Note that the marker outside the database could be written. */
  noteMarker(): Promise<void>
  chain(): Promise<Chain>
  entriesFrom(seq: number): Promise<readonly Entry[]>
  /** One strict transaction: the command, its preview, its blobs declared, its draft dropped, and
   * what was signed of it. */
  append(entry: Entry, dropDraft: string | null, receipt?: ReceiptRecord): Promise<Appended>
  receipt(entity: string): Promise<ReceiptRecord | undefined>
  /**
   * `sure`: the caller holds the browser's lock, so whoever has the lease is gone, frozen, or began
   * between the last commit of who had the lock before and this.
   */
  takeLease(holder: string, now: number, sure: boolean): Promise<Lease | null>
  dropLease(fence: number): Promise<void>
  commit(fence: number, now: number, commit: Commit): Promise<Committed>
  /** Keep chunks under the lease, strictly, so that a killed first sync goes on where it was. */
  keepChunks(fence: number, now: number, chunks: readonly ChunkRecord[]): Promise<void>
  chunksOf(scope: string): Promise<readonly ChunkRecord[]>
  putBlob(blob: BlobRecord): Promise<void>
  blob(sha256: string): Promise<BlobRecord | undefined>
  blobsIn(...states: readonly BlobState[]): Promise<readonly string[]>
  sweepBlobs(before: number): Promise<void>
  saveDraft(draft: Draft): Promise<void>
  drafts(): Promise<readonly Draft[]>
  dropDraft(key: string): Promise<void>
  close(): void
}
