/** Positions on the schematic, and how large a bubble is. */
export interface Spot {
  readonly lat: number
  readonly lng: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Projection {
  readonly width: number
  readonly height: number
  place(spot: Spot): Point
}

const WIDTH = 1000
const MARGIN = 70
// Larger ones would cover the crowded towns of the middle.
const LARGEST_RADIUS = 36
const SMALLEST_RADIUS = 12

/** Fit all spots into one picture, north up; degrees as ten-millionths. */
export function projectionOf(spots: readonly Spot[]): Projection | null {
  if (spots.length === 0) return null
  const lats = spots.map((spot) => spot.lat)
  const lngs = spots.map((spot) => spot.lng)
  const [south, north] = [Math.min(...lats), Math.max(...lats)]
  const [west, east] = [Math.min(...lngs), Math.max(...lngs)]
  // A degree of longitude is shorter than one of latitude, the more so the further north.
  const narrowing = Math.cos(((south + north) / 2 / 1e7) * (Math.PI / 180))
  const across = Math.max((east - west) * narrowing, 1)
  const scale = (WIDTH - 2 * MARGIN) / across

  return {
    width: WIDTH,
    height: (north - south) * scale + 2 * MARGIN,
    place: ({ lat, lng }) => ({
      x: MARGIN + (lng - west) * narrowing * scale,
      y: MARGIN + (north - lat) * scale,
    }),
  }
}

/** A bubble's radius: its area grows with the figure, the largest figure fills the largest bubble. */
export function radiusOf(figure: number, most: number): number {
  return Math.max(SMALLEST_RADIUS, LARGEST_RADIUS * Math.sqrt(figure / Math.max(most, 1)))
}
