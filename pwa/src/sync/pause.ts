/** How long to leave the bureau alone after a failure. */
import type { Refusal } from '@/core/http'
import type { Pause } from '@/sync/store'

export const FIRST_MS = 2000
/** A missing network costs nobody anything, so it is tried more often than a bureau in trouble. */
export const NETWORK_CEILING_MS = 30_000
export const BUREAU_CEILING_MS = 5 * 60_000
const MS_PER_SECOND = 1000
const MOST_DOUBLINGS = 20

/** The pause after one more failure: doubled each time, with jitter so that phones spread out. */
export function pauseAfter(before: Pause, refusal: Refusal, now: number, random: number): Pause {
  const failures = before.failures + 1
  const ceiling = refusal.kind === 'network' ? NETWORK_CEILING_MS : BUREAU_CEILING_MS
  const doubled = FIRST_MS * 2 ** Math.min(failures - 1, MOST_DOUBLINGS)
  const wait = Math.min(ceiling, doubled) * (1 + random) * 0.5
  const wish = refusal.kind === 'network' ? 0 : (refusal.retryAfter ?? 0) * MS_PER_SECOND
  return {
    failures,
    untilMs: now + Math.max(wait, wish),
    retryAfterMs: wish > 0 ? now + wish : before.retryAfterMs,
  }
}

/** The pause after a good contact: only what the bureau wished for. */
export function pauseAsked(retryAfter: number, now: number): Pause {
  const until = retryAfter > 0 ? now + retryAfter * MS_PER_SECOND : 0
  return { failures: 0, untilMs: until, retryAfterMs: until }
}

/** Whether the bureau may be asked now; `eager` overrules our own patience, never its wish. */
export function mayAsk(pause: Pause, now: number, eager: boolean): boolean {
  return now >= pause.retryAfterMs && (eager || now >= pause.untilMs)
}
