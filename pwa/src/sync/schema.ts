/** The stores of the phone's database. A change needs a new version and an upgrade test. */
import type { DBSchema, IDBPDatabase } from 'idb'
import { dropBallast } from '@/core/ballast'
import type { BureauKeys } from '@/core/bureau-keys'
import type { Plan } from '@/core/db'
import type { EntryState } from '@/sync/entry'
import type { SealedBlob } from '@/sync/sealedBlobs'
import type {
  SealedAside,
  SealedChunk,
  SealedDraft,
  SealedEntry,
  SealedReceipt,
  SealedSegment,
} from '@/sync/sealing'
import type { BlobState, Chain, Cleared, Pause, Progress } from '@/sync/store'

/** From 4 on what stands in it is sealed; a program of before must not write to it any more. */
export const VERSION = 4

/** Who syncs, until when, and the number that makes older leases void. */
export interface LeaseRecord {
  readonly holder: string
  readonly fence: number
  readonly untilMs: number
}

/** Single values under fixed keys. */
export interface Meta {
  device: string
  rev: number
  progress: Progress
  chain: Chain
  pause: Pause
  lease: LeaseRecord
  confirmed: number | null
  /** Of before keys were rolled. */
  receipt_key: JsonWebKey
  bureau_keys: BureauKeys
  /** Whether the marker beside the database was written, so that its absence tells something. */
  marked: boolean
  cleared: Cleared
  /** Everything that stands here is sealed; what is not was put here by somebody else. */
  sealed: true
}

export type MetaRecord = { [K in keyof Meta]: { key: K; value: Meta[K] } }[keyof Meta]

export interface Schema extends DBSchema {
  segments: { key: number; value: SealedSegment; indexes: { scope: string } }
  outbox: { key: number; value: SealedEntry; indexes: { state: EntryState } }
  blobs: { key: string; value: SealedBlob; indexes: { state: BlobState } }
  drafts: { key: string; value: SealedDraft }
  meta: { key: string; value: MetaRecord }
  /** Reserved for messages to the person. */
  inbox: { key: string; value: { id: string } }
  chunks: { key: [scope: string, sha256: string]; value: SealedChunk }
  aside: { key: number; value: SealedAside }
  receipts: { key: string; value: SealedReceipt }
}

export function planFor(personId: string, timeoutMs?: number): Plan<Schema> {
  const name = `doorstep-${personId}`
  return {
    name,
    version: VERSION,
    upgrade,
    relieve: dropBallast,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }
}

function upgrade(db: IDBPDatabase<Schema>, from: number): void {
  if (from < 1) makeFirst(db)
  if (from < 2) makeSecond(db)
  if (from < 3) makeThird(db)
}

function makeFirst(db: IDBPDatabase<Schema>): void {
  db.createObjectStore('segments', { autoIncrement: true }).createIndex('scope', 'scope')
  db.createObjectStore('outbox', { keyPath: 'seq' }).createIndex('state', 'state')
  db.createObjectStore('blobs', { keyPath: 'sha256' }).createIndex('state', 'state')
  db.createObjectStore('drafts', { keyPath: 'key' })
  db.createObjectStore('meta', { keyPath: 'key' })
  db.createObjectStore('inbox', { keyPath: 'id' })
}

function makeSecond(db: IDBPDatabase<Schema>): void {
  db.createObjectStore('chunks', { keyPath: ['scope', 'sha256'] })
  db.createObjectStore('aside', { autoIncrement: true })
}

function makeThird(db: IDBPDatabase<Schema>): void {
  db.createObjectStore('receipts', { keyPath: 'entity' })
}
