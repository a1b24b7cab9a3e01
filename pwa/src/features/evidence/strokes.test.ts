import { describe, expect, test } from 'vitest'
import { boxAround, fitted } from '@/ui/signature'
import { isSignature, parseStrokes } from './strokes'

const point = (x: number, y: number) => ({ x, y, pressure: 0.5, time: 0 })
const name = [
  [point(10, 10), point(60, 40)],
  [point(30, 10), point(30, 60)],
]

describe('a signature', () => {
  test('is what has been written, not two dots', () => {
    expect(isSignature(name)).toBe(true)
    expect(isSignature([[point(10, 10)], [point(90, 90)]])).toBe(false)
    expect(isSignature([])).toBe(false)
  })

  test('comes back from a draft, without what is no stroke', () => {
    expect(parseStrokes([...name, [], 'x', [{ x: 'left' }]])).toEqual(name)
  })

  test('made on a wide field is shrunk into a narrow one, and left alone where it fits', () => {
    expect(fitted(name, 200, 200)).toEqual(name)
    const box = boxAround(fitted(name, 38, 200))
    expect(box?.right).toBeLessThanOrEqual(38 + 16)
  })
})
