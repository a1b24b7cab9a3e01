import { describe, expect, test } from 'vitest'
import { frameAround, tapRadiusM, toPoint, toSpot, zoomed } from './schematic'

const changan = { latE7: 228_051_000, lngE7: 1_137_992_000 }
const humen = { latE7: 228_140_000, lngE7: 1_136_730_000 }
const frame = frameAround([changan, humen], 360, 400)

describe('the sketch', () => {
  test('shows all its places inside the frame', () => {
    for (const { x, y } of [toPoint(frame, changan), toPoint(frame, humen)]) {
      expect(x).toBeGreaterThan(0)
      expect(x).toBeLessThan(360)
      expect(y).toBeGreaterThan(0)
      expect(y).toBeLessThan(400)
    }
  })

  test('puts the west on the left and the north on top', () => {
    expect(toPoint(frame, humen).x).toBeLessThan(toPoint(frame, changan).x)
    expect(toPoint(frame, humen).y).toBeLessThan(toPoint(frame, changan).y)
  })

  test('gives a tapped place back within its own accuracy', () => {
    const back = toSpot(frame, toPoint(frame, changan))

    expect(Math.abs(back.latE7 - changan.latE7)).toBeLessThan(5)
    expect(Math.abs(back.lngE7 - changan.lngE7)).toBeLessThan(5)
  })

  test('is more exact the nearer one looks', () => {
    expect(tapRadiusM(zoomed(frame, 4, changan))).toBeLessThan(tapRadiusM(frame) / 3)
  })

  test('of a single place still has a sensible scale', () => {
    expect(frameAround([changan], 360, 400).metresPerPx).toBeGreaterThan(0)
  })
})
