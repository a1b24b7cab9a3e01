import { describe, expect, test } from 'vitest'
import { madeAt } from './taking'

const now = new Date('2026-11-23T02:42:00Z')

describe('the date of a picture from the gallery', () => {
  test('is that of its file', () => {
    const yesterday = new Date('2026-11-22T09:00:00Z')

    expect(madeAt(yesterday.getTime(), now)).toEqual(yesterday)
  })

  test.each([
    ['without a date', 0],
    ['from the future', now.getTime() + 1],
  ])('is the present for a file %s', (_, lastModified) => {
    expect(madeAt(lastModified, now)).toBe(now)
  })
})
