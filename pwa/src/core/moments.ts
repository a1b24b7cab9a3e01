import { clock } from '@/core/clock'
import { settings } from '@/core/settings'

/** 10:42, in the time of the device. */
export function clockTime(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}`
}

/** 2026年11月23日, or as the reader's language writes it. */
export function longDate(on: Date): string {
  return new Intl.DateTimeFormat(settings.locale, { dateStyle: 'long' }).format(on)
}

/** A civil day (`YYYY-MM-DD`) as people write it. */
export function dayWords(day: string): string {
  return longDate(new Date(`${day}T00:00`))
}

/** 10:42 for today, the date and time for any other day. */
export function moment(at: Date, now: Date = clock.now()): string {
  const sameDay = at.toDateString() === now.toDateString()
  return sameDay ? clockTime(at) : `${longDate(at)} ${clockTime(at)}`
}

/** The date and the time, also for today: what stands on paper is read on other days. */
export function fullMoment(at: Date = clock.now()): string {
  return `${longDate(at)} ${clockTime(at)}`
}

/** `YYYY-MM-DD` of a day, in the device's time. */
export function isoDay(day: Date): string {
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
