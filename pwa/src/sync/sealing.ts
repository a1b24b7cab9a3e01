/** What stands in the store, sealed: the shape of each record, and the way there and back. */
import { inGroups } from '@/core/in-groups'
import { boxToBureau, sealerTo, type BureauBox, type ToBureau } from '@/core/vault/bureau'
import type { Bytes, Seals } from '@/core/vault/seals'
import { isWaiting, UNKNOWN, type Entry } from '@/sync/entry'
import type { Content, Segment } from '@/sync/segments'
import type { Aside, ChunkRecord, Draft, ReceiptRecord } from '@/sync/store'

/** By what a store seals; `toBureau` is null until a sign-in has told the bureau's key. */
export interface Sealing {
  readonly seals: Seals
  readonly toBureau: ToBureau | null
}

/** What is sealed to the bureau is sealed to the key that is in force at that moment. */
export function sealingBy(seals: Seals, rescueKey: () => JsonWebKey | null): Sealing {
  let key: JsonWebKey | null = null
  let toBureau: ToBureau | null = null
  return {
    seals,
    get toBureau() {
      const now = rescueKey()
      if (now !== key) toBureau = now && sealerTo(now)
      key = now
      return toBureau
    },
  }
}

/** Beside the box only what a transaction must compare, as it cannot wait for a box to open. */
export interface SealedEntry extends Pick<Entry, 'seq' | 'hash' | 'prev_hash' | 'state'> {
  readonly box: Bytes
  /** By what a person knows it, in a box of its own: said when the other is damaged. */
  readonly about: Bytes
  /** While it waits: its text, sealed to the bureau, for when the passphrase is forgotten. */
  readonly rescue: BureauBox | null
  /** The signature of the text; it tells nothing, and without it the bureau takes no file in. */
  readonly sig?: string | null
}

export interface SealedSegment extends Pick<Segment, 'scope' | 'tbl' | 'chunk'> {
  /** Its place under the seals, as the store's own key is known too late; none for a mere pointer. */
  readonly id?: string
  readonly box?: Bytes
}

export interface SealedChunk extends Pick<ChunkRecord, 'scope' | 'sha256'> {
  readonly box: Bytes
}

export interface SealedAside extends Pick<Aside, 'device' | 'at'> {
  readonly seq: number
  readonly box: Bytes
}

export interface SealedDraft extends Pick<Draft, 'key' | 'saved_at'> {
  /** Photos that it names: they are not swept away while it stands. */
  readonly blobs: readonly string[]
  readonly box: Bytes
}

export interface SealedReceipt extends Pick<ReceiptRecord, 'entity'> {
  readonly box: Bytes
}

type About = Pick<Entry, 'id' | 'name' | 'entity' | 'title' | 'blobs' | 'created_at'>

const HASHES = /[0-9a-f]{64}/g

export async function sealEntry({ seals, toBureau }: Sealing, entry: Entry): Promise<SealedEntry> {
  const { seq, hash, prev_hash, state } = entry
  const { id, name, entity, title, blobs, created_at } = entry
  const about: About = { id, name, entity, title, blobs, created_at }
  const bytes = new TextEncoder().encode(entry.body)
  const isOwed = isWaiting(entry) && toBureau !== null
  return {
    ...{ seq, hash, prev_hash, state },
    sig: entry.sig?.hash === hash ? entry.sig.text : null,
    box: await seals.seal('outbox', String(seq), json(entry)),
    about: await seals.seal('outbox', `about ${seq}`, json({ hash, about })),
    rescue: isOwed ? await boxToBureau(toBureau, `doorstep-entry ${hash}`, bytes) : null,
  }
}

export function sealEntries(sealing: Sealing, entries: readonly Entry[]): Promise<SealedEntry[]> {
  return inGroups(entries, (entry) => sealEntry(sealing, entry))
}

/** An entry that was changed behind the store's back comes as one that waits and cannot be read. */
export async function openEntry({ seals }: Sealing, kept: SealedEntry): Promise<Entry> {
  const plain = await seals.open('outbox', String(kept.seq), kept.box)
  const entry = plain === null ? null : (parsed(plain) as Entry)
  const isSame =
    entry?.seq === kept.seq && entry.hash === kept.hash && entry.prev_hash === kept.prev_hash
  if (isSame && entry.state === kept.state) return entry
  return unreadable(kept, await aboutOf(seals, kept))
}

export function openEntries(sealing: Sealing, kept: readonly SealedEntry[]): Promise<Entry[]> {
  return Promise.all(kept.map((one) => openEntry(sealing, one)))
}

export async function sealSegment({ seals }: Sealing, segment: Segment): Promise<SealedSegment> {
  const { scope, tbl, chunk, bytes } = segment
  if (bytes === undefined) return { scope, tbl, ...(chunk !== undefined && { chunk }) }
  const id = crypto.randomUUID()
  return { scope, tbl, id, box: await seals.seal('segments', placeOf(id, scope, tbl), bytes) }
}

/** What cannot be opened is left out: the scope's digest then differs, and it is repaired. */
export async function openSegment(
  sealing: Sealing,
  kept: SealedSegment,
  chunk: SealedChunk | null,
): Promise<Content | null> {
  const { scope, tbl } = kept
  if (kept.chunk !== undefined) {
    const bytes = chunk && (await openChunk(sealing, chunk))
    return bytes && { scope, tbl, chunk: kept.chunk, bytes: bytes.bytes }
  }
  if (kept.box === undefined || kept.id === undefined) return null
  const bytes = await sealing.seals.open('segments', placeOf(kept.id, scope, tbl), kept.box)
  return bytes && { scope, tbl, bytes }
}

export async function sealChunk({ seals }: Sealing, chunk: ChunkRecord): Promise<SealedChunk> {
  const { scope, sha256, bytes } = chunk
  return { scope, sha256, box: await seals.seal('chunks', `${scope} ${sha256}`, bytes) }
}

export async function openChunk(
  { seals }: Sealing,
  { scope, sha256, box }: SealedChunk,
): Promise<ChunkRecord | null> {
  const bytes = await seals.open('chunks', `${scope} ${sha256}`, box)
  return bytes && { scope, sha256, bytes }
}

export async function sealAside({ seals }: Sealing, aside: Aside): Promise<SealedAside> {
  const { device, at, entry } = aside
  const box = await seals.seal('aside', `${device} ${entry.seq}`, json(entry))
  return { device, at, seq: entry.seq, box }
}

export async function sealDraft({ seals }: Sealing, draft: Draft): Promise<SealedDraft> {
  const { key, json: text, saved_at } = draft
  const box = await seals.seal('drafts', key, new TextEncoder().encode(text))
  return { key, saved_at, blobs: text.match(HASHES) ?? [], box }
}

export async function openDraft({ seals }: Sealing, kept: SealedDraft): Promise<Draft | null> {
  const { key, saved_at } = kept
  const plain = await seals.open('drafts', key, kept.box)
  return plain && { key, saved_at, json: new TextDecoder().decode(plain) }
}

export async function sealReceipt({ seals }: Sealing, one: ReceiptRecord): Promise<SealedReceipt> {
  return { entity: one.entity, box: await seals.seal('receipts', one.entity, json(one)) }
}

export async function openReceipt(
  { seals }: Sealing,
  { entity, box }: SealedReceipt,
): Promise<ReceiptRecord | null> {
  const plain = await seals.open('receipts', entity, box)
  return plain && (parsed(plain) as ReceiptRecord)
}

async function aboutOf(seals: Seals, { seq, hash, about: box }: SealedEntry): Promise<About> {
  const plain = await seals.open('outbox', `about ${seq}`, box)
  const kept = plain && (parsed(plain) as { hash: string; about: About })
  const nothing = { id: '', name: UNKNOWN, entity: hash, title: '', blobs: [], created_at: 0 }
  return kept?.hash === hash ? kept.about : nothing
}

/** Its text does not fit its hash any more, so that the phone writes `lost` in its place. */
function unreadable({ seq, hash, prev_hash }: SealedEntry, about: About): Entry {
  return {
    ...{ ...about, seq, hash, prev_hash, body: '', bytes: 0, previews: [] },
    ...{ state: 'waiting', result: null, acked_at: null, settled: false },
  }
}

function placeOf(id: string, scope: string, tbl: string): string {
  return `${id} ${scope} ${tbl}`
}

function json(value: unknown): Bytes {
  return new TextEncoder().encode(JSON.stringify(value))
}

/** Only what this app sealed opens, so its shape is known. */
function parsed(plain: Bytes): unknown {
  return JSON.parse(new TextDecoder().decode(plain))
}
