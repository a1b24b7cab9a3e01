import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FIRST_BYTES, LEAST_BYTES, MOST_BYTES, pieceAfter, type Ride } from '@/sync/pace'

const KB = 1024

describe('the next piece of a photo', () => {
  test('is half as large after a cut', () => {
    expect(pieceAfter(512 * KB, 'cut')).toBe(256 * KB)
  })

  test('is at most twice as large on a fast link', () => {
    expect(pieceAfter(256 * KB, { bytes: 256 * KB, ms: 10 })).toBe(512 * KB)
  })

  test('is at least half as large on a slow link', () => {
    expect(pieceAfter(512 * KB, { bytes: 512 * KB, ms: 60_000 })).toBe(256 * KB)
  })

  test('is as large as three seconds carry', () => {
    expect(pieceAfter(256 * KB, { bytes: 256 * KB, ms: 2000 })).toBe(384 * KB)
    expect(pieceAfter(256 * KB, { bytes: 256 * KB, ms: 4000 })).toBe(192 * KB)
  })

  test('does not shrink because the rest of a photo was short', () => {
    expect(pieceAfter(256 * KB, { bytes: 3 * KB, ms: 900 })).toBe(256 * KB)
  })

  test('stays between 64 KB and 1 MB whatever happens', () => {
    const ride = fc.oneof(
      fc.constant<Ride>('cut'),
      fc.record({ bytes: fc.nat(2 * MOST_BYTES), ms: fc.nat(100_000) }),
    )
    fc.assert(
      fc.property(fc.array(ride), (rides) => {
        const last = rides.reduce<number>(pieceAfter, FIRST_BYTES)
        expect(last).toBeGreaterThanOrEqual(LEAST_BYTES)
        expect(last).toBeLessThanOrEqual(MOST_BYTES)
      }),
    )
  })

  test('settles between two and four seconds on any steady link', () => {
    fc.assert(
      fc.property(fc.integer({ min: 33, max: 260 }), (bytesPerMs) => {
        let piece = FIRST_BYTES
        for (let n = 0; n < 8; n += 1) {
          piece = pieceAfter(piece, { bytes: piece, ms: piece / bytesPerMs })
        }
        expect(piece / bytesPerMs).toBeGreaterThanOrEqual(1980)
        expect(piece / bytesPerMs).toBeLessThanOrEqual(4000)
      }),
    )
  })
})
