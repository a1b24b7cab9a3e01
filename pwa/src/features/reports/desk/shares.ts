import type { IconName } from '@/ui/icons'
import type { Tone } from '@/ui/tones'

/** How much of what is asked is reached, in whole percent; nothing asked is all reached. */
export function percentOf({ asked, reached }: { asked: number; reached: number }): number {
  return asked === 0 ? 100 : Math.floor((reached / asked) * 100)
}

export interface Pace {
  tone: Tone
  icon: IconName
  word: 'done' | 'onTime' | 'late' | 'none'
}

/** 绿 done or in time, 黄 behind the even pace of the period, 红 nothing reached yet. */
export function paceOf(line: { asked: number; reached: number }, pace: number): Pace {
  if (line.reached >= line.asked) return { tone: 'ok', icon: 'done', word: 'done' }
  if (line.reached === 0) return { tone: 'alarm', icon: 'alarm', word: 'none' }
  const isInTime = line.reached / line.asked >= pace
  return isInTime
    ? { tone: 'ok', icon: 'check', word: 'onTime' }
    : { tone: 'warn', icon: 'warning', word: 'late' }
}

/** The part of a period that is over, from 0 to 1, both days included. */
export function partOver(from: string, to: string, today: string): number {
  const day = (on: string): number => Date.parse(`${on}T00:00:00Z`) / 86_400_000
  const all = day(to) - day(from) + 1
  return Math.min(1, Math.max(0, (day(today) - day(from) + 1) / all))
}

/** How warm a cell of the heat map is: 0 for nothing, else 1 to 5 by its share of the warmest. */
export function warmthOf(visits: number, most: number): number {
  return visits === 0 ? 0 : Math.max(1, Math.ceil((visits / most) * 5))
}
