/** The words for "where" on a photo. */
import type { Checkin } from './draft'
import type { VisitedRow } from './rows'

const DECIMALS = 5

/** Enterprise and town on one line, the position with its accuracy on the next, where known. */
export function photoPlace(
  enterprise: VisitedRow | undefined,
  checkin: Checkin | null,
  townName: (code: string) => string,
): string[] {
  const town = townName(checkin?.townCode ?? enterprise?.town_code ?? '')
  const where = [enterprise?.name ?? '', town].filter((part) => part !== '').join(' · ')
  return [where, positionOf(checkin)].filter((line) => line !== '')
}

function positionOf(checkin: Checkin | null): string {
  if (checkin?.latE7 == null || checkin.lngE7 === null) return ''
  const degrees = [checkin.latE7, checkin.lngE7].map((e7) => (e7 / 1e7).toFixed(DECIMALS)).join(',')
  return checkin.accuracyM === null ? degrees : `${degrees} ±${checkin.accuracyM}m`
}
