import { describe, expect, test } from 'vitest'
import { projectionOf, radiusOf } from './projection'

const north = { lat: 231_000_000, lng: 1_137_000_000 }
const southEast = { lat: 228_000_000, lng: 1_140_000_000 }

describe('the schematic', () => {
  test('has north up and east at the right', () => {
    const projection = projectionOf([north, southEast], 1000)

    const [above, below] = [projection?.place(north), projection?.place(southEast)]
    expect(above?.y).toBeLessThan(below?.y ?? 0)
    expect(above?.x).toBeLessThan(below?.x ?? 0)
  })

  test('is not drawn without any position', () => {
    expect(projectionOf([], 1000)).toBeNull()
  })

  test('shows a single position within the picture', () => {
    const projection = projectionOf([north], 1000)

    expect(projection?.place(north).x).toBeGreaterThan(0)
    expect(projection?.place(north).x).toBeLessThan(1000)
  })
})

describe('a bubble', () => {
  const paper = { width: 1000, letter: 14 }

  test('of four times the visits is twice as wide', () => {
    expect(radiusOf(100, 100, paper)).toBeCloseTo(2 * radiusOf(25, 100, paper))
  })

  test('of a single visit still has room for its figure', () => {
    expect(radiusOf(1, 10_000, paper)).toBeGreaterThan(paper.letter / 2)
  })

  test('on a narrow phone still shows who has more', () => {
    const phone = { width: 300, letter: 14 }

    expect(radiusOf(9, 9, phone)).toBeGreaterThan(radiusOf(1, 9, phone))
  })
})
