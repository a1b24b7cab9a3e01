import { clock } from '@/core/clock'
import { longDate } from '@/core/moments'
import { settings } from '@/core/settings'
import { say } from '@/core/texts'
import type { CodeFault } from '@/rules/codes'
import './texts'

const KILOMETRE = 1000

/** 350 米, 1.2 公里. */
export function distanceWords(metres: number): string {
  return metres < KILOMETRE
    ? say('enterprises.metres', { n: Math.max(10, Math.round(metres / 10) * 10) })
    : say('enterprises.kilometres', { n: (metres / KILOMETRE).toFixed(1) })
}

/** 11月3日 in this year, the whole date in others. */
export function dayWords(instant: string, now: Date = clock.now()): string {
  const on = new Date(instant)
  const sameYear = on.getFullYear() === now.getFullYear()
  return new Intl.DateTimeFormat(settings.locale, {
    ...(sameYear ? {} : { year: 'numeric' }),
    month: 'long',
    day: 'numeric',
  }).format(on)
}

/** What is wrong with a code, and what to look at. */
export function faultWords(fault: CodeFault): string {
  return say(`enterprises.fault.${fault.why}`, valuesOf(fault))
}

function valuesOf(fault: CodeFault): Record<string, string | number> {
  if (fault.why === 'length') return { n: fault.length }
  if (fault.why === 'letter') return { place: fault.place, letter: fault.letter }
  if (fault.why !== 'lookalike') return {}
  return { place: fault.place, letter: fault.letter, meant: fault.meant }
}

/** The address without the city and town that stand beside it. */
export function addressWithin(address: string, town: string): string {
  const rest = address.replace(/^(?:广东省)?(?:东莞市)?/, '')
  return rest.startsWith(town) ? rest.slice(town.length) : rest
}

/** A civil date as the reader's language writes it. */
export function civilDay(on: string): string {
  return longDate(new Date(`${on}T00:00`))
}
