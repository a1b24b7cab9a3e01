/** What the phone may forget: commands and photos that the bureau's verified backup holds. */
import { isWaiting, type Entry } from '@/sync/entry'
import type { Pruned } from '@/sync/store'

const DAY_MS = 24 * 3600 * 1000
/** Without a verified backup at the bureau the phone is the second copy for so long. */
export const KEPT_MS = 90 * DAY_MS

export interface Keeping {
  readonly durableThrough: number
  readonly now: number
  /** Blobs that the bureau does not hold. */
  readonly missing: ReadonlySet<string>
}

export function prunable(entries: readonly Entry[], keeping: Keeping): Pruned {
  const gone = entries.filter((entry) => mayGo(entry, keeping))
  const left = new Set(entries.filter((entry) => !gone.includes(entry)).flatMap((e) => e.blobs))
  return {
    seqs: gone.map((entry) => entry.seq),
    blobs: gone.flatMap((entry) => entry.blobs).filter((sha256) => !left.has(sha256)),
  }
}

function mayGo(entry: Entry, { durableThrough, now, missing }: Keeping): boolean {
  if (isWaiting(entry) || !entry.settled || entry.acked_at === null) return false
  if (entry.blobs.some((sha256) => missing.has(sha256))) return false
  return entry.seq <= durableThrough || entry.acked_at + KEPT_MS < now
}
