/** A sync cycle: all commands up, all pages down, then photos, then the word that it is done. */
import type { Problem } from '@/core/http'
import { commitAt, nowAt, type Desk } from '@/sync/desk'
import { exchange, SILENCE, type Talk } from '@/sync/exchange'
import { pauseAsked } from '@/sync/pause'
import { sendPhotos } from '@/sync/photos'
import { prunable } from '@/sync/pruning'
import type { Commit } from '@/sync/store'

/** Small segments of one scope before they are merged into its pages. */
export const MOST_DELTAS = 20

/** Run a cycle under the lease. Throws only FencedError, ClosedError and StorageError. */
export async function runCycle(desk: Desk, fence: number, again: boolean): Promise<Talk> {
  let refused = desk.mirror.left ? await photosBefore(desk, fence) : null
  let talk = await exchange(desk, fence, SILENCE)
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
  await conclude(desk, fence, talk)
  return { ...talk, fault: talk.fault ?? refused }
}

/** Where one answer asked for patience, the next may too. What fails keeps no command waiting. */
async function photosBefore(desk: Desk, fence: number): Promise<Problem | null> {
  const sent = await sendPhotos(desk, fence, false)
  return sent.ok ? sent.refused : null
}

async function conclude(desk: Desk, fence: number, talk: Talk): Promise<void> {
  const { mirror } = desk
  const now = nowAt(desk)
  if (mirror.entries.length + mirror.missing.size > 0) await mirror.countMissing()
  const { durableThrough } = mirror.progress
  const pruned = prunable(mirror.entries, { durableThrough, now, missing: mirror.missing })
  const pause = pauseAsked(talk.retryAfter, now, desk.random())
  const { compacted, progress } = compaction(desk)
  const commit = { ...(compacted && { compacted }), pruned, pause, confirmAt: now, isLast: true }
  await commitAt(desk, fence, {
    ...commit,
    progress: { ...progress, idled: idledAfter(desk, talk) },
  })
}

/** The watchdog: good contacts in a row that did not move what waits. */
function idledAfter({ mirror }: Desk, { progressed, idled }: Talk): number {
  if (progressed || mirror.waiting === 0) return 0
  return mirror.progress.idled + (idled ? 1 : 0)
}

function compaction({ mirror }: Desk): Required<Pick<Commit, 'progress'>> & Commit {
  const { progress } = mirror
  const [scope, held] =
    Object.entries(progress.scopes).find(([, { deltas }]) => deltas > MOST_DELTAS) ?? []
  if (scope === undefined || held === undefined) return { progress }
  const scopes = { ...progress.scopes, [scope]: { ...held, deltas: 0 } }
  return { compacted: mirror.replica.contentOf(scope), progress: { ...progress, scopes } }
}
