/** A sync cycle: all commands up, all pages down, then photos, then the word that it is done. */
import type { Problem } from '@/core/http'
import { contactBureau, type Contact } from '@/sync/contact'
import { commitAt, nowAt, type Desk, type Failure } from '@/sync/desk'
import { pauseAsked } from '@/sync/pause'
import { sendPhotos } from '@/sync/photos'
import { MAX_COMMANDS, SCHEMA_VERSION } from '@/sync/wire.gen'
import { prunable } from '@/sync/pruning'
import { BROKEN_CHAIN, FALSE_RECEIPT } from '@/sync/status'
import type { Commit } from '@/sync/store'

/** Small segments of one scope before they are merged into its pages. */
export const MOST_DELTAS = 20
const MOST_CONTACTS = 500
const MOST_REPAIRS = 2

export interface Cycle {
  /** Why it ended early, if it did. */
  readonly failure: Failure | null
  /** A fault that did not end it. */
  readonly fault: Problem | null
  /** A good contact happened in which commands were offered and none was acknowledged. */
  readonly idled: boolean
  readonly progressed: boolean
  readonly mustUpdate: boolean
}

/** Run a cycle under the lease. Throws only FencedError, ClosedError and StorageError. */
export async function runCycle(desk: Desk, fence: number, again: boolean): Promise<Cycle> {
  let talk = await exchange(desk, fence, SILENCE)
  let refused: Problem | null = null
  for (let first = true, stored = 1; stored > 0; first = false) {
    if (talk.failure) return talk
    if (talk.retryAfter > 0) break
    const photos = await sendPhotos(desk, fence, again && first)
    if (!photos.ok) return { ...talk, failure: photos.failure }
    refused = photos.refused ?? refused
    stored = photos.stored
    // The bureau now says of these photos that it has them; nobody should wait a minute to hear
    // it. Commands that come in meanwhile may bring photos of their own.
    if (stored > 0) talk = await exchange(desk, fence, talk)
  }
  await conclude(desk, fence, talk.retryAfter)
  return { ...talk, fault: talk.fault ?? refused }
}

interface Talk extends Cycle {
  readonly retryAfter: number
}

async function exchange(desk: Desk, fence: number, before: Talk): Promise<Talk> {
  let most = MAX_COMMANDS
  let repairs = 0
  let talk = before
  for (let n = 0; n < MOST_CONTACTS; n += 1) {
    const asked = await contactBureau(desk, fence, most)
    if (!asked.ok) {
      if (!isTooLarge(asked.failure) || most === 1) return { ...talk, failure: asked.failure }
      most = Math.ceil(Math.min(most, Math.max(1, desk.mirror.waiting)) / 2)
      continue
    }
    const { contact } = asked
    talk = talkAfter(talk, contact)
    repairs += contact.after.repairs
    const repairing = contact.after.repairs > 0 && repairs <= MOST_REPAIRS
    if (contact.response.retryAfter > 0 || !(isUnfinished(desk, contact) || repairing)) break
  }
  return talk
}

const SILENCE: Talk = {
  failure: null,
  fault: null,
  idled: false,
  progressed: false,
  mustUpdate: false,
  retryAfter: 0,
}

function talkAfter(before: Talk, { after, response, offered, gap }: Contact): Talk {
  const progressed = before.progressed || after.acked > 0
  const forged = after.forged > 0 ? FALSE_RECEIPT : null
  return {
    failure: null,
    fault: gap ? BROKEN_CHAIN : (forged ?? before.fault),
    idled: !progressed && (before.idled || offered > 0),
    progressed,
    mustUpdate: response.minSchema > SCHEMA_VERSION,
    retryAfter: response.retryAfter,
  }
}

/** A request is too large: half of it may pass. With a wish for patience it is a wish first. */
function isTooLarge(failure: Failure): boolean {
  return failure.kind === 'refused' && failure.status === 413 && (failure.retryAfter ?? 0) === 0
}

function isUnfinished(desk: Desk, { after, offered }: Contact): boolean {
  if (after.more) return true
  // Commands that came in or were reopened meanwhile go at once; those just refused do not.
  const moved = after.acked > 0 || offered === 0 || after.entries.length > 0
  return desk.mirror.waiting > 0 && moved
}

async function conclude(desk: Desk, fence: number, retryAfter: number): Promise<void> {
  const { mirror } = desk
  const now = nowAt(desk)
  await mirror.countMissing()
  const { durableThrough } = mirror.progress
  const pruned = prunable(mirror.entries, { durableThrough, now, missing: mirror.missing })
  const pause = pauseAsked(retryAfter, now)
  const { progress } = mirror
  await commitAt(desk, fence, { progress, ...compaction(desk), pruned, pause, confirmAt: now })
}

function compaction({ mirror }: Desk): Pick<Commit, 'compacted' | 'progress'> {
  const { progress } = mirror
  const [scope, held] =
    Object.entries(progress.scopes).find(([, { deltas }]) => deltas > MOST_DELTAS) ?? []
  if (scope === undefined || held === undefined) return {}
  const scopes = { ...progress.scopes, [scope]: { ...held, deltas: 0 } }
  return { compacted: mirror.replica.contentOf(scope), progress: { ...progress, scopes } }
}
