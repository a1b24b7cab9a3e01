/** Enterprises by distance, from the positions that earlier check-ins left. */
import type { EnterpriseRow } from './rows'

export interface Place {
  readonly latE7: number
  readonly lngE7: number
}

export interface Near {
  readonly row: EnterpriseRow
  readonly metres: number
}

const EARTH_M = 6_371_000
const DEGREE = 1e7
const RADIANS = Math.PI / 180

/** Those with a known position, the nearest first. */
export function nearest(rows: readonly EnterpriseRow[], here: Place, limit: number): Near[] {
  return rows
    .flatMap((row) => {
      const place = row.active ? placeOf(row) : null
      return place === null ? [] : [{ row, metres: metresBetween(here, place) }]
    })
    .sort((a, b) => a.metres - b.metres)
    .slice(0, limit)
}

export function placeOf({ lat_e7, lng_e7 }: EnterpriseRow): Place | null {
  return lat_e7 === null || lng_e7 === null ? null : { latE7: lat_e7, lngE7: lng_e7 }
}

/** Along the sphere; within a city the error is far below that of any phone. */
export function metresBetween(a: Place, b: Place): number {
  const [from, to] = [(a.latE7 / DEGREE) * RADIANS, (b.latE7 / DEGREE) * RADIANS]
  const dLat = to - from
  const dLng = ((b.lngE7 - a.lngE7) / DEGREE) * RADIANS
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(from) * Math.cos(to) * Math.sin(dLng / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)))
}
