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
  const gone = oldOnes(entries, keeping).filter((entry) => mayGo(entry, keeping))
  const blobs = gone.flatMap((entry) => entry.blobs)
  if (blobs.length === 0) return { seqs: gone.map(({ seq }) => seq), blobs }

  const seqs = new Set(gone.map(({ seq }) => seq))
  const left = new Set(entries.filter(({ seq }) => !seqs.has(seq)).flatMap((e) => e.blobs))
  return { seqs: [...seqs], blobs: blobs.filter((sha256) => !left.has(sha256)) }
}

/** Entries stand by age, so the first that is too young ends the search. */
function oldOnes(entries: readonly Entry[], { durableThrough, now }: Keeping): readonly Entry[] {
  const young = ({ seq, created_at }: Entry) => seq > durableThrough && created_at + KEPT_MS >= now
  const end = entries.findIndex(young)
  return end < 0 ? entries : entries.slice(0, end)
}

function mayGo(entry: Entry, { durableThrough, now, missing }: Keeping): boolean {
  if (isWaiting(entry) || !entry.settled || entry.acked_at === null) return false
  if (entry.blobs.some((sha256) => missing.has(sha256))) return false
  return entry.seq <= durableThrough || entry.acked_at + KEPT_MS < now
}
