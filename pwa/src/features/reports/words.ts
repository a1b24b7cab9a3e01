import { say } from '@/core/texts'
import { clockTime, longDate, fullMoment as inFull } from '@/core/moments'

/** The day that an ISO date names, in the reader's long form. */
export function dayWords(on: string): string {
  const day = new Date(`${on}T00:00:00`)
  return Number.isNaN(day.getTime()) ? on : longDate(day)
}

/** Date and time in full, as a record needs them; nothing for no time. */
export function fullMoment(at: Date | null): string {
  return at === null ? '' : inFull(at)
}

export function timeOf(at: Date | null): string {
  return at === null ? '' : clockTime(at)
}

export function kindWords(kind: string): string {
  return say(`visits.kind.${kind}`)
}

/** Where a position came from and how exact it is. */
export function positionWords(source: string, accuracy: number | null): string {
  const from = say(`reports.source.${source}`)
  return accuracy === null ? from : say('reports.accuracy', { from, m: accuracy })
}
