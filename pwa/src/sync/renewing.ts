/** A store that was lost: whose chain goes on after it (docs/protocol.md §6). */
import type { Refusal } from '@/core/http'
import { commitAt, nowAt, type Desk } from '@/sync/desk'
import type { Mirror } from '@/sync/mirror'
import type { SyncResponse } from '@/sync/protocol'
import { NOTHING_WHOLE } from '@/sync/recovering'
import type { Stretch } from '@/sync/store'

const FORKED = '409.04'

/**
 * Whether the device that this store goes by had another store before that knew more: the bureau,
 * or the marker beside the store, knows of commands that this one lacks although it never spoke to
 * the bureau. A chain that the second copy gave back up to all that was ever announced goes on.
 */
export function isStoreLost(mirror: Mirror, response: SyncResponse): boolean {
  const { progress, cleared } = mirror
  if (progress.epoch !== null || progress.replaces !== null) return false
  const { from, to } = cleared?.whole ?? NOTHING_WHOLE
  return lastKnown(mirror, response) > to || (to > 0 && from > response.expectedSeq)
}

/** Whether it can now be said of a lost store that nothing is lost with it. */
export function isLossUndone({ cleared, progress }: Pick<Mirror, 'cleared' | 'progress'>): boolean {
  return progress.epoch === null && cleared?.part === 'records' && cleared.lost === null
}

/** Note that the old device goes on, as the copy had everything. */
export async function keepDevice(desk: Desk, fence: number): Promise<void> {
  const { cleared } = desk.mirror
  if (cleared === null) return
  const { to } = cleared.whole ?? NOTHING_WHOLE
  await commitAt(desk, fence, { cleared: { ...cleared, lost: { from: to + 1, to } } })
  await keepAnew(desk)
}

/**
 * Whether the bureau holds other commands under the seqs of a chain that came back: some of it was
 * made after a loss that left no trace. A chain that was receipted since is another matter.
 */
export function isForked({ progress, cleared }: Mirror, refusal: Refusal): boolean {
  const isRefused = refusal.kind === 'refused' && refusal.status === 409
  return isRefused && progress.lastReceipt === 0 && (cleared?.whole ?? NOTHING_WHOLE).to > 0
}

/** Go on as a new device, whose chain begins with all that waits here. */
export async function renewDevice(
  desk: Desk,
  fence: number,
  response: SyncResponse | null,
): Promise<void> {
  const { mirror } = desk
  const head = response === null ? (mirror.cleared?.head ?? 0) : lastKnown(mirror, response)
  const cleared = {
    ...{ at: mirror.cleared?.at ?? nowAt(desk), part: 'records' as const, head },
    lost: lostOf(mirror, response, head),
  }
  const { device } = mirror
  const named = { replaces: device, predecessor: device, tellsAgain: false }
  const progress = { ...mirror.progress, ...named }
  const renewed = { device: desk.newId(), cleared, at: cleared.at }
  await commitAt(desk, fence, { renewed, progress })
  await keepAnew(desk)
}

/** Whether another phone goes on from a copy of this store (docs/devices.md §2). */
export function isCopied(refusal: Refusal): boolean {
  return refusal.kind === 'refused' && refusal.problem.code === FORKED
}

/**
 * Part from the other phone: go on as a new device, whose chain begins with all that is kept here. The
 * bureau takes in once what both have, and puts the rest before people.
 */
export async function partDevice(desk: Desk, fence: number): Promise<void> {
  const { mirror } = desk
  const { device } = mirror
  const named = { replaces: device, predecessor: device, tellsAgain: false }
  const fresh = { ...named, lastReceipt: 0, durableThrough: 0, proof: null }
  const renewed = { device: desk.newId(), cleared: null, at: nowAt(desk) }
  await commitAt(desk, fence, { renewed, progress: { ...mirror.progress, ...fresh } })
  await keepAnew(desk)
}

/**
 * Keep the queue under its device in the copy too, before marker or bureau hear of it: were the store
 * lost halfway, the copy would have a part under each device, and neither chain whole.
 */
async function keepAnew(desk: Desk): Promise<void> {
  desk.copy.agree(desk.mirror)
  await desk.copy.settled()
  desk.mark()
}

/** From the first to the last that neither the bureau nor the copy has; nothing where the bureau did not say. */
function lostOf({ cleared, outbox }: Mirror, response: SyncResponse | null, head: number): Stretch {
  const { to } = cleared?.whole ?? NOTHING_WHOLE
  const isLost = (seq: number) => seq > to || outbox.get(seq) === null
  let [from, last] = [response?.expectedSeq ?? head + 1, head]
  while (from <= last && !isLost(from)) from += 1
  while (from <= last && !isLost(last)) last -= 1
  return from > last ? { from: head + 1, to: head } : { from, to: last }
}

function lastKnown({ cleared }: Mirror, { expectedSeq, announcedHead }: SyncResponse): number {
  return Math.max(expectedSeq - 1, announcedHead, cleared?.head ?? 0)
}
