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
  place(spot: Spot): Point
}

// Parts of the picture's width. Larger bubbles would cover the crowded towns of the middle.
const MARGIN = 0.07
const LARGEST_RADIUS = 0.036
// In letters: the figure stands inside.
const SMALLEST_RADIUS = 0.85

/** Fit all spots into one picture of a width, north up; degrees as ten-millionths. */
export function projectionOf(spots: readonly Spot[], width: number): Projection | null {
  if (spots.length === 0) return null
  const lats = spots.map((spot) => spot.lat)
  const lngs = spots.map((spot) => spot.lng)
  const [south, north] = [Math.min(...lats), Math.max(...lats)]
  const [west, east] = [Math.min(...lngs), Math.max(...lngs)]
  // A degree of longitude is shorter than one of latitude, the more so the further north.
  const narrowing = Math.cos(((south + north) / 2 / 1e7) * (Math.PI / 180))
  const across = Math.max((east - west) * narrowing, 1)
  const margin = MARGIN * width
  const scale = (width - 2 * margin) / across

  return {
    place: ({ lat, lng }) => ({
      x: margin + (lng - west) * narrowing * scale,
      y: margin + (north - lat) * scale,
    }),
  }
}

/** A bubble's radius: its area grows with the figure, the largest figure fills the largest bubble. */
export function radiusOf(
  figure: number,
  most: number,
  { width, letter }: { width: number; letter: number },
): number {
  const smallest = SMALLEST_RADIUS * letter
  const largest = Math.max(LARGEST_RADIUS * width, 1.5 * smallest)
  return Math.max(smallest, largest * Math.sqrt(figure / Math.max(most, 1)))
}
