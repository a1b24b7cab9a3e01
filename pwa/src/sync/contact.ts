/** One request to the bureau and what becomes of its answer. */
import { absorb, type After } from '@/sync/absorb'
import type { Cursor } from '@/sync/change'
import { commitAt, nowAt, type Desk, type Failure } from '@/sync/desk'
import { isWaiting, type Entry } from '@/sync/entry'
import { parseResponse } from '@/sync/parse'
import type { SyncResponse } from '@/sync/protocol'
import { genuineSeqs } from '@/sync/receipts'
import { buildRequest, nextBatch } from '@/sync/request'
import { cursorsWith } from '@/sync/staging'
import type { Commit } from '@/sync/store'

export interface Contact {
  readonly response: SyncResponse
  readonly after: After
  /** Waiting commands that the request carried. */
  readonly offered: number
  /** Whether the bureau waits for a command that this phone no longer has. */
  readonly gap: boolean
}

export type Contacted = { ok: true; contact: Contact } | { ok: false; failure: Failure }

/** Ask once: at most `most` commands up, pages down; commits what the answer brought. */
export async function contactBureau(desk: Desk, fence: number, most: number): Promise<Contacted> {
  const { mirror } = desk
  const batch = nextBatch(mirror.entries, most)
  const asked = cursorsWith(mirror.cursors, mirror.staging)
  mirror.markSent(batch)

  const answer = await desk.http('POST', '/api/sync', requestFor(desk, asked, batch))
  if (!answer.ok) return { ok: false, failure: answer }
  const response = parseResponse(answer.value)
  if (!response.ok) return { ok: false, failure: { kind: 'unreadable' } }

  const after = await absorbed(desk, response.value, asked, batch)
  await commitAfter(desk, fence, response.value, after)
  const offered = batch.filter(isWaiting).length
  const gap = isGap(mirror.entries, response.value.expectedSeq)
  return { ok: true, contact: { response: response.value, after, offered, gap } }
}

function requestFor(desk: Desk, cursors: ReadonlyMap<string, Cursor>, batch: readonly Entry[]) {
  const { app, mirror } = desk
  const { epoch, lastReceipt } = mirror.progress
  const { nextSeq } = mirror.chain
  return buildRequest({ app, device: mirror.device, epoch, nextSeq, lastReceipt, cursors }, batch)
}

async function absorbed(
  desk: Desk,
  response: SyncResponse,
  asked: ReadonlyMap<string, Cursor>,
  batch: readonly Entry[],
): Promise<After> {
  const { mirror } = desk
  const { progress, staging } = mirror
  const hashes = new Map(batch.map((entry) => [entry.seq, entry.hash]))
  const epochs = [response.epoch, ...progress.epochs]
  const claim = { device: mirror.device, hashes, epochs }
  const genuine = await genuineSeqs(response.results, claim, mirror.receiptKey)
  const countAfter = mirror.replica.countAfter.bind(mirror.replica)
  // The entries are read last: another command may have come in while receipts were verified.
  const { entries } = mirror
  return absorb(
    { entries, progress, staging, asked, genuine, countAfter, now: nowAt(desk) },
    response,
  )
}

async function commitAfter(desk: Desk, fence: number, response: SyncResponse, after: After) {
  const { mirror } = desk
  const { entries, changes, dropped, progress } = after
  const blobs = blobsToAskFor(desk, after)
  const commit: Commit = { entries, changes, dropped, progress, blobs }
  const skips = response.expectedSeq > mirror.chain.nextSeq
  if (skips || hasNews(desk, after)) {
    await commitAt(desk, fence, skips ? { ...commit, skipTo: response.expectedSeq } : commit)
  }
  // Without news nothing is written now; the end of the cycle writes the progress.
  mirror.progress = progress
  if (skips) mirror.chain = await desk.store.chain()
  mirror.staging = after.staging
}

/** A restored bureau may lack photos that it once had; those are asked for once more. */
function blobsToAskFor({ mirror }: Desk, { entries, progress }: After): Commit['blobs'] {
  const isNewEpoch = mirror.progress.epoch !== null && progress.epoch !== mirror.progress.epoch
  const doubtful = isNewEpoch ? mirror.entries : entries.filter(isWaiting)
  return new Map(doubtful.flatMap((entry) => entry.blobs).map((sha256) => [sha256, 'pending']))
}

function hasNews({ mirror }: Desk, after: After): boolean {
  const pulled = after.changes.length + after.dropped.length + after.repairs
  const isNewEpoch = after.progress.epoch !== mirror.progress.epoch
  return pulled + after.entries.length > 0 || isNewEpoch
}

function isGap(entries: readonly Entry[], expected: number): boolean {
  const first = entries.find(isWaiting)
  return first !== undefined && first.seq > expected
}
