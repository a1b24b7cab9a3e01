/** One request to the bureau and what becomes of its answer. */
import { signersOf, type BureauKeys } from '@/core/bureau-keys'
import { absorb, type After } from '@/sync/absorb'
import { Ahead } from '@/sync/ahead'
import { namedBy, requestFor } from '@/sync/question'
import { fromSnapshot, type Cursor } from '@/sync/change'
import { commitAt, nowAt, type Desk, type Failure } from '@/sync/desk'
import { isReadable, isWaiting, type Entry } from '@/sync/entry'
import { heldByBureau, losing } from '@/sync/lost'
import type { Mirror } from '@/sync/mirror'
import { nextOffer, type Offer } from '@/sync/offer'
import { parseResponse } from '@/sync/parse'
import type { SyncResponse } from '@/sync/protocol'
import { proofAmong } from '@/sync/proving'
import { genuineSeqs } from '@/sync/receipts'
import {
  isCopied,
  isForked,
  isLossUndone,
  isStoreLost,
  keepDevice,
  partDevice,
  renewDevice,
} from '@/sync/renewing'
import { stretchAfter } from '@/sync/request'
import {
  isBadlySigned,
  lookedForOnce,
  signedBy,
  withoutSignature,
  type KeyOf,
} from '@/sync/signing'
import { cursorsWith, withSnapshot } from '@/sync/staging'
import type { Commit } from '@/sync/store'
import { follow } from '@/sync/succession'
import { agrees } from '@/sync/tallies'

export interface Contact {
  readonly response: SyncResponse
  readonly acked: number
  readonly forged: number
  /** Waiting commands that the request carried. */
  readonly offered: number
  /** Whether entries changed, so that something may go at once. */
  readonly moved: boolean
  /** Whether the bureau has more to say. */
  readonly more: boolean
  /** Whether the bureau waits for a command that this phone no longer has. */
  readonly gap: boolean
  /** Whether the bureau has heard of commands that were never made here. */
  readonly behind: boolean
  /** Whether the bureau has keys to which none that are known here lead. */
  readonly estranged: boolean
  /** Scopes whose count or digest is not what the bureau says. */
  readonly wrong: readonly string[]
}

export type Contacted =
  | { ok: true; contact: Contact }
  | {
      ok: false
      failure: Failure
      batch: readonly Entry[]
      /** Whether the phone has become another device since, and should ask again at once. */
      parted: boolean
    }

/** Ask once: at most `most` commands up, pages down; commits what the answer brought. */
export async function contactBureau(
  desk: Desk,
  fence: number,
  most: number,
  ahead = new Ahead(),
): Promise<Contacted> {
  const { mirror } = desk
  const offer = nextOffer(mirror, most)
  const keyOf = lookedForOnce(desk.keyOf)
  const batch = await signedBy(offer.batch, mirror.device, keyOf)
  const asked = cursorsWith(mirror.cursors, mirror.staging)
  mirror.markSent(batch)

  // What comes next is looked at while the bureau works.
  let readable: ReadonlySet<Entry> = new Set()
  const following = stretchAfter(batch, mirror.outbox, most)
  const request = requestFor(desk, asked, batch, { isLast: following.length === 0 })
  const { answer, at } = await ahead.take(desk, request, () => {
    readable = new Set(following.filter(isReadable))
  })
  if (!answer.ok && isForked(mirror, answer)) {
    await renewDevice(desk, fence, null)
    return contactBureau(desk, fence, most)
  }
  if (!answer.ok) {
    const parted = isCopied(answer)
    if (parted) await partDevice(desk, fence)
    else if (isBadlySigned(answer)) await signAnew(desk, fence, batch)
    return { ok: false, failure: answer, batch, parted }
  }
  const response = parseResponse(answer.value)
  if (!response.ok) return { ok: false, failure: UNREADABLE, batch, parted: false }

  if (isStoreLost(mirror, response.value)) {
    await renewDevice(desk, fence, response.value)
    return { ok: true, contact: { ...NOTHING_SAID, response: response.value, more: true } }
  }
  if (isLossUndone(mirror)) await keepDevice(desk, fence)
  await askOn(desk, ahead, { response: response.value, asked, batch, most, at, readable, keyOf })
  const { keys, isWhole } = await follow(mirror.keys, response.value.succession)
  const after = await absorbed(desk, response.value, { asked, batch, keys, at })
  await commitAfter(desk, fence, { response: response.value, after, offer, keys })
  const contact = contactOf(mirror, response.value, after, batch)
  return { ok: true, contact: { ...contact, estranged: !isWhole } }
}

/**
 * Ask what comes after the awaited snapshots, as if they were whole already: on a slow link the
 * answer is here when they are. Commands go by the question whose turn it is.
 */
export function askAhead(desk: Desk, ahead: Ahead): void {
  const { mirror } = desk
  if (mirror.waiting > 0) return
  let { staging } = mirror
  for (const [scope, snapshot] of staging.awaited)
    staging = withSnapshot(staging, fromSnapshot(scope, snapshot, []))
  void ahead.begin(desk, requestFor(desk, cursorsWith(mirror.cursors, staging), []))
}

interface GoingOn extends Omit<Asked, 'keys'> {
  readonly response: SyncResponse
  readonly most: number
  /** Entries that were looked at already, and could be read. */
  readonly readable: ReadonlySet<Entry>
  readonly keyOf: KeyOf
}

/**
 * Offer what of a long queue comes next as if this answer were kept already: the bureau works on it
 * while the receipts are verified and the commit reaches the disk. The digest can be compared only
 * once the rows are applied, so it goes with the last question of the queue.
 */
async function askOn(desk: Desk, ahead: Ahead, going: GoingOn): Promise<void> {
  const { mirror } = desk
  const { response, asked, batch, most, at, readable, keyOf } = going
  const last = batch.at(-1)?.seq
  const isPlain = response.epoch === mirror.progress.epoch && response.succession.length === 0
  const isAllIn = last !== undefined && response.expectedSeq === last + 1
  if (!isPlain || !isAllIn || response.retryAfter > 0) return
  const next = stretchAfter(batch, mirror.outbox, most)
  const isSound = (entry: Entry) => isWaiting(entry) && (readable.has(entry) || isReadable(entry))
  if (next.length === 0 || !next.every(isSound)) return

  const { progress, staging, outbox } = mirror
  const genuine = new Set(response.results.map(({ seq }) => seq))
  const after = absorb({ outbox, progress, staging, asked, genuine, now: at }, response)
  const signed = await signedBy(next, mirror.device, keyOf)
  mirror.markSent(signed)
  const held = new Map(Object.entries(after.progress.scopes))
  // Else it would be packed bit by bit between the receipts that are verified.
  await ahead.begin(
    desk,
    requestFor(desk, cursorsWith(held, after.staging), signed, { standing: after }),
  )
}

/** What the bureau finds wrong is signed again for the next contact: the text is still right. */
async function signAnew(desk: Desk, fence: number, batch: readonly Entry[]): Promise<void> {
  await commitAt(desk, fence, { entries: batch.filter(isWaiting).map(withoutSignature) })
}

const UNREADABLE: Failure = { kind: 'unreadable' }
const NOTHING_SAID = {
  ...{ acked: 0, forged: 0, offered: 0, moved: false, gap: false, behind: false },
  ...{ estranged: false, wrong: [] },
}

interface Asked {
  readonly asked: ReadonlyMap<string, Cursor>
  readonly batch: readonly Entry[]
  readonly keys: BureauKeys
  /** When the answer came. */
  readonly at: number
}

async function absorbed(
  desk: Desk,
  response: SyncResponse,
  { asked, batch, keys, at }: Asked,
): Promise<After> {
  const { mirror } = desk
  const { progress, staging, outbox, device } = mirror
  const hashes = new Map(batch.map((entry) => [entry.seq, entry.hash]))
  const epochs = [response.epoch, ...progress.epochs]
  const genuine = await genuineSeqs(response.results, { device, hashes, epochs }, signersOf(keys))
  return absorb({ outbox, progress, staging, asked, genuine, now: at }, response)
}

interface Answered {
  readonly response: SyncResponse
  readonly after: After
  readonly offer: Offer
  readonly keys: BureauKeys
}

async function commitAfter(desk: Desk, fence: number, answered: Answered): Promise<void> {
  const { mirror } = desk
  const { after } = answered
  const keys = answered.keys === mirror.keys ? {} : { keys: answered.keys }
  const hasToldLoss = mirror.progress.replaces !== null
  const replaced = replacement(desk, answered)
  const progress = await withProof(mirror, after)
  const entries = [...after.entries, ...(replaced.entries ?? [])]
  if (entries.length > 0 || 'keys' in keys || hasNews(mirror, { ...after, progress })) {
    const { changes, dropped } = after
    const blobs = new Map([...blobsToAskFor(mirror, after), ...(replaced.blobs ?? [])])
    await commitAt(desk, fence, {
      ...replaced,
      ...keys,
      entries,
      changes,
      dropped,
      progress,
      blobs,
    })
  }
  // Without news nothing is written now; the end of the cycle writes the progress.
  mirror.progress = progress
  mirror.staging = after.staging
  if (!hasToldLoss) return
  desk.copy.agree(mirror)
  desk.mark()
}

/** An unreadable entry becomes `lost`, unless the bureau has its place already. */
function replacement(desk: Desk, { response, offer }: Answered): Commit {
  const { unreadable } = offer
  if (unreadable === null) return {}
  const losses = losing(desk, unreadable, 'unreadable')
  if (response.expectedSeq <= unreadable.seq) return losses
  return { ...losses, entries: [heldByBureau(unreadable, nowAt(desk))], blobs: undefined }
}

async function withProof(mirror: Mirror, after: After): Promise<After['progress']> {
  if (after.forgotten.length === 0) return after.progress
  const standing = { device: mirror.device, signers: signersOf(mirror.keys) }
  const proof = await proofAmong(after.forgotten, { ...standing, epochs: after.progress.epochs })
  return { ...after.progress, proof, tellsAgain: after.progress.tellsAgain || proof !== null }
}

/** A restored bureau may lack photos that it once had; those are asked for once more. */
function blobsToAskFor({ outbox, progress }: Mirror, after: After): Map<string, 'pending'> {
  const isNewEpoch = progress.epoch !== null && after.progress.epoch !== progress.epoch
  const doubtful = isNewEpoch ? outbox.all : after.entries.filter(isWaiting)
  return new Map(doubtful.flatMap((entry) => entry.blobs).map((sha256) => [sha256, 'pending']))
}

function hasNews({ progress: before }: Mirror, { progress, changes, dropped }: After): boolean {
  const isMoved = progress.epoch !== before.epoch || progress.scopes !== before.scopes
  const isTold = progress.proof !== before.proof || namedBy(progress) !== namedBy(before)
  return changes.length + dropped.length > 0 || isMoved || isTold
}

function contactOf(
  { outbox, replica, chain }: Mirror,
  response: SyncResponse,
  after: After,
  batch: readonly Entry[],
): Omit<Contact, 'estranged'> {
  const { acked, forged, more } = after
  const first = outbox.first
  const ends = [...after.ends].filter(([scope, end]) => !agrees(replica.tally(scope), end))
  return {
    ...{ response, acked, forged, more },
    offered: batch.filter(isWaiting).length,
    moved: after.entries.length > 0,
    gap: first !== null && first.seq > response.expectedSeq,
    behind: Math.max(response.expectedSeq, response.announcedHead + 1) > chain.nextSeq,
    wrong: ends.map(([scope]) => scope),
  }
}
