import { describe, expect, test } from 'vitest'
import { letterHeight, watermarkLines, wrapped } from './watermark'

const at = new Date(2026, 10, 23, 9, 5)

describe('the watermark', () => {
  test('says time, place and person, each on lines of its own', () => {
    const place = ['百川鞋业 · 长安镇', '22.80510,113.79920 ±18m']

    expect(watermarkLines({ at, place, person: '陈志远', origin: '' })).toEqual([
      '2026年11月23日 09:05',
      '百川鞋业 · 长安镇',
      '22.80510,113.79920 ±18m',
      '陈志远',
    ])
  })

  test('says of an older picture that it comes from the gallery', () => {
    const [first] = watermarkLines({ at, place: [], person: '', origin: '相册照片' })

    expect(first).toBe('2026年11月23日 09:05 · 相册照片')
  })

  test('breaks a line that is too wide, and loses no character', () => {
    const rows = wrapped(['一二三四五六七', '短'], 30, (text) => text.length * 10)

    expect(rows).toEqual(['一二三', '四五六', '七', '短'])
  })

  test('stays readable on a small picture', () => {
    expect(letterHeight(100)).toBe(12)
    expect(letterHeight(1600)).toBeGreaterThan(40)
  })
})
