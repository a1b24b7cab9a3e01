import { describe, expect, test } from 'vitest'
import type { VisitMap } from './map-data'
import { pictureOf, type Bubble } from './map-picture'

/** The four crowded sub-districts in the middle, and a town far from them. */
const TOWNS = [
  { code: '441900003', name: '东城街道', lat: 230_270_000, lng: 1_137_810_000 },
  { code: '441900004', name: '南城街道', lat: 230_130_000, lng: 1_137_520_000 },
  { code: '441900005', name: '万江街道', lat: 230_410_000, lng: 1_137_250_000 },
  { code: '441900006', name: '莞城街道', lat: 230_450_000, lng: 1_137_540_000 },
  { code: '441900117', name: '凤岗镇', lat: 227_480_000, lng: 1_141_420_000 },
]
const UNPLACED = { code: '441900108', name: '谢岗镇', lat: null, lng: null }
const PHONE = { width: 324, letter: 13 }
const DESK = { width: 840, letter: 13 }

function city(): VisitMap {
  const towns = TOWNS.slice(0, 4).map((town, n) => ({ ...town, visits: 9 - n }))
  const points = [{ id: 'p1', source: 'gps', lat: 230_300_000, lng: 1_137_800_000 }]
  return { towns: [...towns, { ...UNPLACED, visits: 3 }], points }
}

function areOver(one: Bubble, other: Bubble, letter: number): boolean {
  const halves = [one, other].map((b) => Math.max(b.radius, (b.name.length * letter) / 2))
  const across = Math.abs(one.x - other.x) < (halves[0] ?? 0) + (halves[1] ?? 0)
  const [upper, lower] = one.y < other.y ? [one, other] : [other, one]
  return across && lower.y - lower.radius < upper.y + upper.radius + letter
}

describe('the picture of the towns', () => {
  test.each([PHONE, DESK])('shows the crowded middle side by side at %o', (paper) => {
    const bubbles = pictureOf(city(), TOWNS, paper)?.bubbles ?? []

    expect(bubbles).toHaveLength(5)
    for (const [n, one] of bubbles.entries()) {
      const over = bubbles.slice(n + 1).filter((other) => areOver(one, other, paper.letter))
      expect(over).toEqual([])
    }
  })

  test('holds every bubble and name whole', () => {
    const picture = pictureOf(city(), TOWNS, PHONE)

    for (const { y, radius } of picture?.bubbles ?? []) {
      expect(y - radius).toBeGreaterThan(picture?.top ?? 0)
      expect(y + radius + PHONE.letter).toBeLessThan((picture?.top ?? 0) + (picture?.height ?? 0))
    }
  })

  test('draws a town without visits, and none whose place is not known', () => {
    const bubbles = pictureOf(city(), [...TOWNS, UNPLACED], DESK)?.bubbles ?? []

    expect(bubbles.find(({ name }) => name === '凤岗镇')?.visits).toBe(0)
    expect(bubbles.map(({ name }) => name)).not.toContain('谢岗镇')
  })

  test('shows single check-ins only where there is room for them', () => {
    expect(pictureOf(city(), TOWNS, DESK)?.dots).toHaveLength(1)
    expect(pictureOf(city(), TOWNS, PHONE)?.dots).toEqual([])
  })

  test('is not drawn when no place is known', () => {
    expect(pictureOf({ towns: [], points: [] }, [UNPLACED], DESK)).toBeNull()
  })
})
