/** The outbox: commands that were made here, until the bureau's backup holds them. */
import { textHash } from '@/sync/hashing'
import type { CommandResult } from '@/sync/protocol'
import type { TerminalStatus } from '@/sync/wire.gen'

/** Whose key signed which text. One of another key, or of another text, is made anew. */
export interface CommandSignature {
  readonly kid: string
  readonly hash: string
  /** Raw r‖s as base64url. */
  readonly text: string
}

/** What a command will probably make of a row; null hides it. Missing columns keep their value. */
export interface Preview {
  readonly tbl: string
  readonly id: string
  readonly row: Readonly<Record<string, unknown>> | null
}

export interface HeldPreview extends Preview {
  /** Whether the row was there when the command was made; if so it shows only while it is there. */
  readonly changes: boolean
}

/** waiting: not sent · sent: no answer yet · acked: receipt verified · review: refused, same. */
export type EntryState = 'waiting' | 'sent' | 'acked' | 'review'

/** Number `n` of a block was given; the chain goes on with `next`. */
export interface GivenNumber {
  readonly leaseId: string
  readonly n: number
  readonly next: number
}

export interface Entry {
  readonly seq: number
  readonly id: string
  readonly name: string
  readonly entity: string
  /** The exact text whose hash the receipt signs; made once, never written anew. */
  readonly body: string
  readonly bytes: number
  readonly hash: string
  readonly prev_hash: string
  /** None while no key could be had, and in entries of before. */
  readonly sig?: CommandSignature | null
  readonly created_at: number
  readonly previews: readonly HeldPreview[]
  /** For people: the name of what this is about; the words around it are the screen's. */
  readonly title: string
  readonly blobs: readonly string[]
  /** The number that it bears, or the rest of a block that it gives back. */
  readonly number?: GivenNumber
  readonly state: EntryState
  readonly result: CommandResult | null
  readonly acked_at: number | null
  /** Whether the rows that the result produced have arrived, so that the preview has fallen. */
  readonly settled: boolean
  /** Why the command `lost` stands here instead of what the person made; that is kept aside. */
  readonly lost?: LostReason
}

/** unreadable: the phone's store gave back something else · too_large: refused even alone. */
export type LostReason = 'unreadable' | 'too_large'

/** The name of a command of which nothing can be read any more. */
export const UNKNOWN = 'unknown'

const FOR_REVIEW: ReadonlySet<TerminalStatus> = new Set<TerminalStatus>([
  'conflict',
  'rejected',
  'quarantined',
  'blocked',
])

export function isWaiting(entry: Entry): boolean {
  return entry.state === 'waiting' || entry.state === 'sent'
}

/** Whether the entry came back from the store as it was made. */
export function isReadable(entry: Entry): boolean {
  return textHash(entry.body) === entry.hash
}

/** The entry after a result with a genuine receipt; `retry` leaves it waiting. */
export function acknowledged(entry: Entry, result: CommandResult, now: number): Entry {
  if (result.status === 'retry') return entry
  const state = FOR_REVIEW.has(result.status) ? 'review' : 'acked'
  return { ...entry, state, result, acked_at: now, settled: false }
}

/** The entry after the bureau turned out not to hold it any more (a restored backup). */
export function reopened(entry: Entry): Entry {
  return { ...entry, state: 'waiting', result: null, acked_at: null, settled: false }
}
