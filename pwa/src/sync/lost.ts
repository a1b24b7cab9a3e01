/** Entries that can never go up: the command `lost` takes their place (docs/protocol.md §6). */
import type { Problem } from '@/core/http'
import { commandText, type Stamp } from '@/sync/commandText'
import { nowAt, stampAt, type Desk } from '@/sync/desk'
import { UNKNOWN, type Entry, type LostReason } from '@/sync/entry'
import { textHash } from '@/sync/hashing'
import type { Commit } from '@/sync/store'

/** Write `lost` in the place of an entry; what the person made is kept aside, photos included. */
export function losing(desk: Desk, entry: Entry, reason: LostReason): Commit {
  const { mirror } = desk
  const others = mirror.entries.filter(({ seq }) => seq !== entry.seq)
  return {
    entries: [lostInstead(entry, reason, stampAt(desk))],
    aside: [{ device: mirror.device, entry, at: nowAt(desk) }],
    // Of which nothing can be read, nobody knows the photos: those that no other declares.
    blobs: setAside(entry.name === UNKNOWN ? mirror.missing : entry.blobs, others),
  }
}

/** Those of the blobs that no other entry declares. */
export function setAside(blobs: Iterable<string>, others: readonly Entry[]): Commit['blobs'] {
  const declared = new Set(others.flatMap((entry) => entry.blobs))
  const alone = [...blobs].filter((sha256) => !declared.has(sha256))
  return new Map(alone.map((sha256) => [sha256, 'aside']))
}

/** An entry for a place where the store has none; of what stood there only the hash may be known. */
export function lostAt(seq: number, hash: string, stamp: Stamp): Entry {
  const gone = { seq, hash, prev_hash: '', name: UNKNOWN, entity: stamp.id }
  return {
    ...{ ...gone, ...commandLost(gone, 'unreadable', stamp), lost: 'unreadable' },
    ...{ created_at: stamp.at.getTime(), previews: [], title: '', blobs: [] },
  }
}

/** The entry when the bureau already holds its place: what stands there must be read at the bureau. */
export function heldByBureau(entry: Entry, now: number): Entry {
  const result = {
    ...{ seq: entry.seq, status: 'quarantined' as const, scopeSeqs: {} },
    ...{ receipt: null, alias: null, problem: HELD_BY_BUREAU },
  }
  return { ...entry, lost: 'unreadable', state: 'review', result, acked_at: now, settled: true }
}

const HELD_BY_BUREAU: Problem = {
  code: 'sync.unreadable_here',
  title: '这一条在本机读不出来了',
  detail: '局里已有这个序号的记录，请到局里核对内容。',
}

function lostInstead(entry: Entry, lost: LostReason, stamp: Stamp): Entry {
  return { ...entry, ...commandLost(entry, lost, stamp), blobs: [], lost }
}

type Place = Pick<Entry, 'seq' | 'hash' | 'prev_hash' | 'name' | 'entity'>

function commandLost(place: Place, reason: LostReason, stamp: Stamp) {
  const { seq, hash, prev_hash, name, entity } = place
  const wish = { name: 'lost', entity, args: { reason, name, hash } }
  const body = commandText(wish, stamp, { nextSeq: seq, head: prev_hash })
  const bytes = new TextEncoder().encode(body).length
  const waits = { state: 'waiting' as const, result: null, acked_at: null, settled: false }
  return {
    id: stamp.id,
    name: 'lost',
    entity,
    body,
    bytes,
    hash: textHash(body),
    seq,
    prev_hash,
    ...waits,
  }
}
