import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Point } from './projection'
import { spread, type Mark } from './spreading'

const WIDTH = 358

function mark(x: number, y: number, radius = 14): Mark {
  return { anchor: { x, y }, radius, nameWidth: 52, nameHeight: 17 }
}

const anyMark = fc
  .tuple(fc.integer({ min: 0, max: WIDTH }), fc.integer({ min: 0, max: 400 }))
  .chain(([x, y]) => fc.integer({ min: 4, max: 24 }).map((radius) => mark(x, y, radius)))

/** Whether a bubble with its name stands over another one. */
function areOver(one: [Mark, Point], other: [Mark, Point]): boolean {
  const [a, b] = [edges(one), edges(other)]
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

function edges([{ radius, nameWidth, nameHeight }, { x, y }]: [Mark, Point]) {
  const half = Math.max(radius, nameWidth / 2)
  return { left: x - half, right: x + half, top: y - radius, bottom: y + radius + nameHeight }
}

function placed(marks: readonly Mark[]): [Mark, Point][] {
  return spread(marks, WIDTH).flatMap((centre, n): [Mark, Point][] => {
    const own = marks[n]
    return own === undefined ? [] : [[own, centre]]
  })
}

describe('bubbles moved apart', () => {
  test('stand nowhere over each other or over a name', () => {
    fc.assert(
      fc.property(fc.array(anyMark, { maxLength: 36 }), (marks) => {
        const all = placed(marks)
        const over = all.filter((one, n) => all.slice(n + 1).some((other) => areOver(one, other)))
        expect(over).toEqual([])
      }),
    )
  })

  test('stay whole between the edges of the picture', () => {
    fc.assert(
      fc.property(fc.array(anyMark, { maxLength: 36 }), (marks) => {
        for (const { left, right } of placed(marks).map(edges)) {
          expect(left).toBeGreaterThanOrEqual(0)
          expect(right).toBeLessThanOrEqual(WIDTH)
        }
      }),
    )
  })

  test('stay at their places where there is room', () => {
    const marks = [mark(60, 60), mark(200, 300)]

    expect(spread(marks, WIDTH)).toEqual([
      { x: 60, y: 60 },
      { x: 200, y: 300 },
    ])
  })

  test('make the same picture every time, also of two towns at one place', () => {
    const marks = [mark(100, 100), mark(100, 100), mark(110, 104)]

    expect(spread(marks, WIDTH)).toEqual(spread(marks, WIDTH))
    expect(areOver(...twoOf(marks))).toBe(false)
  })
})

function twoOf(marks: readonly Mark[]): [[Mark, Point], [Mark, Point]] {
  const [one, other] = placed(marks)
  if (one === undefined || other === undefined) throw new Error('two marks are wanted')
  return [one, other]
}
