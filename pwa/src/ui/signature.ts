/** What a person signed: strokes to go on with, a picture for the wire. */
export interface StrokePoint {
  readonly x: number
  readonly y: number
  readonly pressure: number
  readonly time: number
}

export type Strokes = readonly (readonly StrokePoint[])[]

export interface Signature {
  strokes: Strokes
  /** Black on white, cut to the ink. */
  png: Blob
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const MARGIN_PX = 16

/** The box around all strokes with a margin, or null where there is no ink. */
export function boxAround(strokes: Strokes): Box | null {
  const points = strokes.flat()
  if (points.length === 0) return null
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)]
  return {
    left: Math.min(...xs) - MARGIN_PX,
    top: Math.min(...ys) - MARGIN_PX,
    right: Math.max(...xs) + MARGIN_PX,
    bottom: Math.max(...ys) + MARGIN_PX,
  }
}

/** Strokes made on a larger field, shrunk until they fit; those that fit stay as they are. */
export function fitted(strokes: Strokes, width: number, height: number): Strokes {
  const box = boxAround(strokes)
  if (box === null) return strokes
  const scale = Math.min(1, width / box.right, height / box.bottom)
  if (scale === 1) return strokes
  return strokes.map((stroke) =>
    stroke.map((point) => ({ ...point, x: point.x * scale, y: point.y * scale })),
  )
}
