import type { Status } from '@/sync/status'
import type { IconName } from '@/ui/icons'
import type { Tone } from '@/ui/tones'

export interface Stand {
  readonly words:
    'signin' | 'offline' | 'sending' | 'waiting' | 'stuck' | 'photos' | 'review' | 'all' | 'none'
  readonly n: number
  readonly tone: Tone
  readonly icon: IconName
}

/**
 * How the phone stands towards the bureau; 全部已确认 only while nothing at all is left to send and
 * nothing that was sent needs somebody.
 */
export function standOf(status: Status, toReview: number): Stand {
  return sendingOf(status) ?? arrivedOf(status, toReview)
}

function sendingOf(status: Status): Stand | null {
  const { waiting: n, phase } = status
  if (phase === 'signin') return { words: 'signin', n, tone: 'warn', icon: 'key' }
  if (status.stuck) return { words: 'stuck', n, tone: 'alarm', icon: 'alarm' }
  if (phase === 'sending' && n > 0) return { words: 'sending', n, tone: 'info', icon: 'sending' }
  if (n === 0) return null
  if (phase === 'offline') return { words: 'offline', n, tone: 'warn', icon: 'offline' }
  return { words: 'waiting', n, tone: 'warn', icon: 'waiting' }
}

function arrivedOf({ photosLeft, confirmedAt }: Status, toReview: number): Stand {
  if (toReview > 0) return { words: 'review', n: toReview, tone: 'alarm', icon: 'alarm' }
  if (photosLeft > 0) return { words: 'photos', n: photosLeft, tone: 'info', icon: 'camera' }
  if (confirmedAt === null) return { words: 'none', n: 0, tone: 'quiet', icon: 'waiting' }
  return { words: 'all', n: 0, tone: 'ok', icon: 'done' }
}
