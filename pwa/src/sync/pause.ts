/** How long to leave the bureau alone after a failure. */
import type { Refusal } from '@/core/http'
import type { Pause } from '@/sync/store'

export const FIRST_MS = 2000
/** A missing network costs nobody anything, so it is tried more often than a bureau in trouble. */
export const NETWORK_CEILING_MS = 30_000
export const BUREAU_CEILING_MS = 5 * 60_000
const MS_PER_SECOND = 1000
const MOST_DOUBLINGS = 20
const MOST_LATER = 0.2
const CROWDED = '503.02'

/**
 * The pause after one more failure: doubled each time, with jitter so that phones spread out. A phone
 * that was promised a place comes at its moment, however often it was sent away: the bureau promises
 * later ones itself when many come.
 */
export function pauseAfter(before: Pause, refusal: Refusal, now: number, random: number): Pause {
  const isPromised = isPromise(refusal)
  const failures = isPromised ? before.failures : before.failures + 1
  const ceiling = refusal.kind === 'network' ? NETWORK_CEILING_MS : BUREAU_CEILING_MS
  const doubled = FIRST_MS * 2 ** Math.min(Math.max(0, failures - 1), MOST_DOUBLINGS)
  const own = Math.min(ceiling, doubled) * (1 + random) * 0.5
  const wish = refusal.kind === 'network' ? 0 : (refusal.retryAfter ?? 0) * MS_PER_SECOND
  const wait = isPromised && wish > 0 ? 0 : own
  return {
    failures,
    untilMs: now + Math.max(wait, spread(wish, random)),
    retryAfterMs: wish > 0 ? now + wish : before.retryAfterMs,
    sinceMs: now,
  }
}

/** Whether all places were taken, and one is kept for this phone from the moment that was named. */
export function isPromise(refusal: Refusal): boolean {
  return refusal.kind === 'refused' && refusal.problem.code === CROWDED
}

/** The pause after a good contact: only what the bureau wished for. */
export function pauseAsked(retryAfter: number, now: number, random: number): Pause {
  const wish = retryAfter * MS_PER_SECOND
  if (wish <= 0) return { failures: 0, untilMs: 0, retryAfterMs: 0, sinceMs: now }
  return {
    failures: 0,
    untilMs: now + spread(wish, random),
    retryAfterMs: now + wish,
    sinceMs: now,
  }
}

/** Phones that were sent away together must not come back together: up to a fifth later. */
function spread(wish: number, random: number): number {
  return wish * (1 + MOST_LATER * random)
}

/** Whether the bureau may be asked now; `eager` overrules our own patience, never its wish. */
export function mayAsk(pause: Pause, now: number, eager: boolean): boolean {
  return now >= pause.retryAfterMs && (eager || now >= pause.untilMs)
}

/** The pause for a clock that was put back: it lasts as long from now on, not until next year. */
export function pauseSince(pause: Pause, now: number): Pause {
  const back = pause.sinceMs - now
  if (back <= 0) return pause
  const { untilMs, retryAfterMs } = pause
  return { ...pause, untilMs: untilMs - back, retryAfterMs: retryAfterMs - back, sinceMs: now }
}
