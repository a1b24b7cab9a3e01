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

/** Say where everything stands; 全部已确认 only while nothing is left to send or to settle. */
export function syncLine(status: SyncStatus, expired = false): SyncLine | null {
  return troubleIn(status, expired) ?? progressOf(status)
}

/** What keeps the exchange from going on. */
function troubleIn(status: SyncStatus, expired: boolean): SyncLine | null {
  const n = status.waiting
  if (expired || status.phase === 'signin') return line('signIn', 'key', n, true)
  if (status.mustUpdate) return line('update', 'warning', n, true)
  if (status.stuck && n > 0) return line('stuck', 'alarm', n, true)
  if (status.phase === 'offline') return line('offline', 'offline', n, n > 0)
  return null
}

function progressOf(status: SyncStatus): SyncLine | null {
  const n = status.waiting
  if (n > 0 && status.phase === 'sending') return line('sending', 'sending', n)
  if (n > 0) return line('waiting', 'waiting', n, true)
  if (status.photosLeft > 0) return line('photos', 'camera', status.photosLeft)
  if (status.toReview > 0) return line('review', 'alarm', status.toReview, true)
  if (status.confirmedAt === null) return null

  const at = clockTime(new Date(status.confirmedAt))
  return { key: 'app.sync.confirmed', values: { at }, icon: 'done', loud: false }
}

function line(word: string, icon: IconName, n: number, loud = false): SyncLine {
  return { key: `app.sync.${word}${n > 0 ? '' : 'Empty'}`, values: { n }, icon, loud }
}
