/** Verdicts in plain words, with what an older list cannot know. */
import { say } from '@/core/texts'
import { dayWords, fullMoment } from '@/core/moments'
import type { Tone } from '@/ui/tones'
import type { Verdict, Verification } from './verifying'

export interface Told {
  readonly tone: Tone
  readonly title: string
  readonly words: string
  /** How old the list is, and what cannot be known by it; empty where the list tells nothing. */
  readonly remark: string
}

const TONES: Record<Verdict, Tone> = {
  genuine: 'ok',
  altered: 'alarm',
  unknown_key: 'warn',
  revoked_key: 'warn',
  expired: 'warn',
  withdrawn: 'alarm',
  unreadable: 'alarm',
}
/** A list older than this no longer makes anything green. */
const FRESH_MS = 24 * 3600 * 1000
const HOUR_MS = 3600 * 1000
/** Those of which the signature says all: no list makes them better or worse. */
const BY_ITSELF: readonly Verdict[] = ['altered', 'unreadable']

/** `listedAt`: of when the list is; null when nobody knows. */
export function verdictWords(found: Verification, listedAt: Date | null, now: Date): Told {
  const { verdict } = found
  const isFresh = listedAt !== null && now.getTime() - listedAt.getTime() <= FRESH_MS
  const tone = verdict === 'genuine' && !isFresh ? 'warn' : TONES[verdict]
  const remark = BY_ITSELF.includes(verdict) ? '' : remarkOf(verdict, listedAt, now)
  return {
    ...{ tone, remark, title: say(`receipts.verdicts.${verdict}.title`) },
    words: say(`receipts.verdicts.${verdict}.words`, {
      day: found.withdrawnOn ? dayWords(found.withdrawnOn) : '',
      at: found.revokedAt === null ? '' : fullMoment(new Date(found.revokedAt)),
    }),
  }
}

function remarkOf(verdict: Verdict, listedAt: Date | null, now: Date): string {
  const later = verdict === 'genuine' ? say('receipts.later') : ''
  return [ageWords(listedAt, now), later].filter(Boolean).join('')
}

/** When the list was made, and how long ago that is. */
export function ageWords(listedAt: Date | null, now: Date): string {
  if (listedAt === null) return say('receipts.age.unknown')
  const hours = Math.floor((now.getTime() - listedAt.getTime()) / HOUR_MS)
  const at = fullMoment(listedAt)
  if (hours < 1) return say('receipts.age.now', { at })
  if (hours < 48) return say('receipts.age.hours', { at, n: hours })
  return say('receipts.age.days', { at, n: Math.floor(hours / 24) })
}
