import { describe, expect, test } from 'vitest'
import { projectionOf, radiusOf } from './projection'

const north = { lat: 231_000_000, lng: 1_137_000_000 }
const southEast = { lat: 228_000_000, lng: 1_140_000_000 }

describe('the schematic', () => {
  test('has north up and east at the right', () => {
    const projection = projectionOf([north, southEast])

    const [above, below] = [projection?.place(north), projection?.place(southEast)]
    expect(above?.y).toBeLessThan(below?.y ?? 0)
    expect(above?.x).toBeLessThan(below?.x ?? 0)
  })

  test('is not drawn without any position', () => {
    expect(projectionOf([])).toBeNull()
  })

  test('shows a single position within the picture', () => {
    const projection = projectionOf([north])

    expect(projection?.place(north).x).toBeLessThan(projection?.width ?? 0)
    expect(projection?.height).toBeGreaterThan(0)
  })
})

describe('a bubble', () => {
  test('of four times the visits is twice as wide', () => {
    expect(radiusOf(100, 100)).toBeCloseTo(2 * radiusOf(25, 100))
  })

  test('of a single visit can still be seen', () => {
    expect(radiusOf(1, 10_000)).toBe(12)
  })
})
