/** Bubbles with their names moved apart, so that every figure and every name can be read. */
import type { Point } from './projection'

/** A bubble at its anchor with a name below it; all lengths in the picture's pixels. */
export interface Mark {
  readonly anchor: Point
  readonly radius: number
  readonly nameWidth: number
  readonly nameHeight: number
}

interface Box {
  x: number
  y: number
  readonly halfWidth: number
  readonly halfHeight: number
}

const GAP = 3
const PULL = 0.06
const PULLED_ROUNDS = 150
// Small steps keep neighbours in their order.
const STEP = 0.35
// Far more than any city has needed; a picture is drawn all the same when it is not enough.
const ROUNDS = 600

/**
 * Centres of the bubbles, in the order of the marks: as near to their anchors as room allows, no
 * two of them or of their names one over the other, and all between the left and right edges. The
 * same marks always give the same picture. They may go above 0 or below any height.
 */
export function spread(marks: readonly Mark[], width: number): Point[] {
  const boxes = marks.map(boxOf)
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round < PULLED_ROUNDS) pull(boxes, marks)
    const isCrowded = separate(boxes)
    boxes.forEach((box) => {
      keepWithin(box, width)
    })
    if (!isCrowded && round >= PULLED_ROUNDS) break
  }
  return boxes.map((box, n) => ({ x: box.x, y: box.y - dropOf(marks[n]) }))
}

function boxOf(mark: Mark): Box {
  return {
    x: mark.anchor.x,
    y: mark.anchor.y + dropOf(mark),
    halfWidth: (Math.max(2 * mark.radius, mark.nameWidth) + GAP) / 2,
    halfHeight: (2 * mark.radius + mark.nameHeight + GAP) / 2,
  }
}

/** How far the middle of bubble and name together lies below the middle of the bubble. */
function dropOf(mark: Mark | undefined): number {
  return (mark?.nameHeight ?? 0) / 2
}

function pull(boxes: readonly Box[], marks: readonly Mark[]): void {
  boxes.forEach((box, n) => {
    const mark = marks[n]
    if (mark === undefined) return
    box.x += (mark.anchor.x - box.x) * PULL
    box.y += (mark.anchor.y + dropOf(mark) - box.y) * PULL
  })
}

/** Push every overlapping pair apart along the shorter way; whether one did overlap. */
function separate(boxes: readonly Box[]): boolean {
  let isCrowded = false
  boxes.forEach((one, n) => {
    for (const other of boxes.slice(n + 1)) isCrowded = pushApart(one, other) || isCrowded
  })
  return isCrowded
}

function pushApart(one: Box, other: Box): boolean {
  const across = one.halfWidth + other.halfWidth - Math.abs(other.x - one.x)
  const down = one.halfHeight + other.halfHeight - Math.abs(other.y - one.y)
  if (across <= 0.01 || down <= 0.01) return false
  if (across < down) {
    const step = (other.x < one.x ? -across : across) * STEP
    one.x -= step
    other.x += step
    return true
  }
  const step = (other.y < one.y ? -down : down) * STEP
  one.y -= step
  other.y += step
  return true
}

function keepWithin(box: Box, width: number): void {
  box.x = Math.max(box.halfWidth, Math.min(width - box.halfWidth, box.x))
}
