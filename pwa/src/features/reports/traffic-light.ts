import type { IconName } from '@/ui/icons'
import type { Tone } from '@/ui/tones'
import type { StandingState } from './progress-data'

export interface Light {
  tone: Tone
  icon: IconName
  word: 'done' | 'waived' | 'begun' | 'none'
}

interface Counted {
  state: StandingState
  enterprises: number
  solved: number
}

/** 绿 done, 灰 waived, 黄 begun, 红 nothing yet. */
export function lightOf(line: Counted): Light {
  if (line.state === 'done') return { tone: 'ok', icon: 'done', word: 'done' }
  if (line.state === 'waived') return { tone: 'quiet', icon: 'info', word: 'waived' }
  if (line.enterprises + line.solved > 0) return { tone: 'warn', icon: 'warning', word: 'begun' }
  return { tone: 'alarm', icon: 'alarm', word: 'none' }
}
