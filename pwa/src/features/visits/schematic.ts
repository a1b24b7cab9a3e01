/** A flat sketch of the neighbourhood: places to pixels and back, without any map tiles. */
export interface Spot {
  readonly latE7: number
  readonly lngE7: number
}

export interface Frame {
  readonly centre: Spot
  readonly metresPerPx: number
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

const METRES_PER_E7 = 111_320 / 1e7
const MARGIN = 1.25
const CLOSEST_M_PER_PX = 1
const FARTHEST_M_PER_PX = 500
const FINGER_PX = 12

/** The frame in which all the spots are seen. */
export function frameAround(spots: readonly Spot[], width: number, height: number): Frame {
  const [lats, lngs] = [spots.map((spot) => spot.latE7), spots.map((spot) => spot.lngE7)]
  const [top, bottom] = [Math.max(...lats), Math.min(...lats)]
  const [right, left] = [Math.max(...lngs), Math.min(...lngs)]
  const centre = { latE7: Math.round((top + bottom) / 2), lngE7: Math.round((left + right) / 2) }
  const tall = ((top - bottom) * METRES_PER_E7) / height
  const wide = ((right - left) * METRES_PER_E7 * narrowing(centre)) / width
  return { centre, width, height, metresPerPx: within(Math.max(tall, wide) * MARGIN) }
}

export function toPoint(frame: Frame, spot: Spot): Point {
  const { centre, metresPerPx, width, height } = frame
  const east = (spot.lngE7 - centre.lngE7) * METRES_PER_E7 * narrowing(centre)
  const north = (spot.latE7 - centre.latE7) * METRES_PER_E7
  return { x: width / 2 + east / metresPerPx, y: height / 2 - north / metresPerPx }
}

export function toSpot(frame: Frame, { x, y }: Point): Spot {
  const { centre, metresPerPx, width, height } = frame
  const east = (x - width / 2) * metresPerPx
  const north = (height / 2 - y) * metresPerPx
  return {
    latE7: Math.round(centre.latE7 + north / METRES_PER_E7),
    lngE7: Math.round(centre.lngE7 + east / (METRES_PER_E7 * narrowing(centre))),
  }
}

/** Nearer for a factor above one, with the given spot in the middle. */
export function zoomed(frame: Frame, factor: number, centre: Spot): Frame {
  return { ...frame, centre, metresPerPx: within(frame.metresPerPx / factor) }
}

/** How far off a tap may be: what a fingertip covers at this scale. */
export function tapRadiusM(frame: Frame): number {
  return Math.max(1, Math.round(frame.metresPerPx * FINGER_PX))
}

/** Degrees of longitude are shorter away from the equator. */
function narrowing({ latE7 }: Spot): number {
  return Math.cos((latE7 / 1e7) * (Math.PI / 180))
}

function within(metresPerPx: number): number {
  return Math.min(FARTHEST_M_PER_PX, Math.max(CLOSEST_M_PER_PX, metresPerPx))
}
