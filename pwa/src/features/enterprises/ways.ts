import type { Place } from './nearest'
import type { EnterpriseRow } from './rows'

const DEGREE = 1e7

/** An address that opens the phone's own map: at the position where one is known, else by words. */
export function wayTo(row: EnterpriseRow, place: Place | null): string | null {
  if (place !== null) {
    const point = `${place.latE7 / DEGREE},${place.lngE7 / DEGREE}`
    return `geo:${point}?q=${point}(${encodeURIComponent(row.name)})`
  }
  return row.address === '' ? null : `geo:0,0?q=${encodeURIComponent(row.address)}`
}
