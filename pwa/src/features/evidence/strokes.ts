/** A signature as strokes: what counts as one, and how it fits another field. */
import { fieldsOf, itemsOf, numberIn } from '@/core/shape'
import type { StrokePoint, Strokes } from '@/ui/signature'

const SHORTEST_PX = 60

/** Whether somebody wrote, rather than touched the glass: two dots are no signature. */
export function isSignature(strokes: Strokes): boolean {
  return strokes.reduce((sum, stroke) => sum + lengthOf(stroke), 0) >= SHORTEST_PX
}

function lengthOf(stroke: readonly StrokePoint[]): number {
  return stroke.reduce((sum, point, index) => {
    const before = stroke[index - 1] ?? point
    return sum + Math.hypot(point.x - before.x, point.y - before.y)
  }, 0)
}

/** Read the strokes of a kept draft. */
export function parseStrokes(raw: unknown): Strokes {
  return itemsOf(raw)
    .map((stroke) => itemsOf(stroke).flatMap(parsePoint))
    .filter((stroke) => stroke.length > 0)
}

function parsePoint(raw: unknown): StrokePoint[] {
  const fields = fieldsOf(raw)
  const [x, y] = [numberIn(fields, 'x'), numberIn(fields, 'y')]
  if (x === null || y === null) return []

  const [pressure, time] = [numberIn(fields, 'pressure') ?? 0, numberIn(fields, 'time') ?? 0]
  return [{ x, y, pressure, time }]
}
