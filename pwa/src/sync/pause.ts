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

/** The pause after one more failure: doubled each time, with jitter so that phones spread out. */
export function pauseAfter(before: Pause, refusal: Refusal, now: number, random: number): Pause {
  const failures = before.failures + 1
  const ceiling = refusal.kind === 'network' ? NETWORK_CEILING_MS : BUREAU_CEILING_MS
  const doubled = FIRST_MS * 2 ** Math.min(failures - 1, MOST_DOUBLINGS)
  const wait = Math.min(ceiling, doubled) * (1 + random) * 0.5
  const wish = refusal.kind === 'network' ? 0 : (refusal.retryAfter ?? 0) * MS_PER_SECOND
  return {
    failures,
    untilMs: now + Math.max(wait, spread(wish, random)),
    retryAfterMs: wish > 0 ? now + wish : before.retryAfterMs,
    sinceMs: now,
  }
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
