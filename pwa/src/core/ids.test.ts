import { describe, expect, test } from 'vitest'
import { uuid7 } from '@/core/ids'

describe('uuid7', () => {
  test('writes the instant first, so ids sort by the time they were made', () => {
    const zeros = new Uint8Array(16)

    const earlier = uuid7(new Date('2026-11-23T10:42:07.123Z'), zeros)
    const later = uuid7(new Date('2026-11-23T10:42:07.124Z'), zeros)

    expect(earlier < later).toBe(true)
    expect(parseInt(earlier.replaceAll('-', '').slice(0, 12), 16)).toBe(
      Date.parse('2026-11-23T10:42:07.123Z'),
    )
  })

  test('carries version 7 and the variant of the standard', () => {
    expect(uuid7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
