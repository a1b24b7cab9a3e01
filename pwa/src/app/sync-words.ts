import type { Contact } from '@/core/contact'
import { clockTime } from '@/core/moments'
import type { SyncStatus } from '@/core/sync-status'
import type { IconName } from '@/ui/icons'

/** One line about the exchange: which words, with which values, and how loud. */
export interface SyncLine {
  key: string
  values: Record<string, string | number>
  icon: IconName
  loud: boolean
}

/** What else the line must know: the sign-in, the network, and what was begun. */
export interface Surroundings {
  readonly expired?: boolean
  readonly contact?: Contact
  readonly unfinished?: number
}

/** Say where everything stands; 全部已确认 only while nothing is left to send or to settle. */
export function syncLine(status: SyncStatus, around: Surroundings = {}): SyncLine | null {
  return troubleIn(status, around) ?? progressOf(status, around.unfinished ?? 0)
}

/** What keeps the exchange from going on. */
function troubleIn(status: SyncStatus, around: Surroundings): SyncLine | null {
  const n = status.waiting
  if (around.expired || status.phase === 'signin') return line('signIn', 'key', n, true)
  if (status.mustUpdate) return line('update', 'warning', n, true)
  if (status.stuck && n > 0) return line('stuck', 'alarm', n, true)
  return cutIn(status, around.contact ?? 'reached')
}

/** Until somebody has answered, what was confirmed yesterday is not said as of now. */
function cutIn({ phase, waiting: n }: SyncStatus, contact: Contact): SyncLine | null {
  const outcome = phase === 'idle' ? contact : phase === 'offline' ? 'missed' : 'reached'
  if (outcome === 'missed') return line('offline', 'offline', n, n > 0)
  return outcome === 'none' ? line('connecting', 'refresh', n) : null
}

function progressOf(status: SyncStatus, unfinished: number): SyncLine | null {
  const n = status.waiting
  if (n > 0 && status.phase === 'sending') return line('sending', 'sending', n)
  if (n > 0) return line('waiting', 'waiting', n, true)
  if (status.photosLeft > 0) return line('photos', 'camera', status.photosLeft)
  if (status.toReview > 0) return line('review', 'alarm', status.toReview, true)
  if (status.confirmedAt === null) return null

  const at = clockTime(new Date(status.confirmedAt))
  const key = unfinished > 0 ? 'app.sync.confirmedUnfinished' : 'app.sync.confirmed'
  return { key, values: { at, n: unfinished }, icon: 'done', loud: false }
}

function line(word: string, icon: IconName, n: number, loud = false): SyncLine {
  return { key: `app.sync.${word}${n > 0 ? '' : 'Empty'}`, values: { n }, icon, loud }
}
