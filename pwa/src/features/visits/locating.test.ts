import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { locate, PATIENCE_MS, type Located } from './locating'

/** The phone's position service, as the browser's documentation describes it. */
class Satellites implements Geolocation {
  #found: PositionCallback = () => undefined
  #failed: PositionErrorCallback | null = null
  watching = false

  watchPosition(found: PositionCallback, failed?: PositionErrorCallback | null): number {
    this.watching = true
    this.#found = found
    this.#failed = failed ?? null
    return 1
  }

  clearWatch(): void {
    this.watching = false
  }

  getCurrentPosition(): void {
    throw new Error('only watching gets better with time')
  }

  give(accuracy: number): void {
    const coords = { latitude: 22.8, longitude: 113.8, accuracy }
    this.#found({ coords, timestamp: 0 } as GeolocationPosition)
  }

  fail(code: number): void {
    this.#failed?.({ code, message: '' } as GeolocationPositionError)
  }
}

let satellites: Satellites
let search: AbortController
let told: number[]

beforeEach(() => {
  vi.useFakeTimers()
  satellites = new Satellites()
  search = new AbortController()
  told = []
})
afterEach(() => vi.useRealTimers())

function start(): Promise<Located> {
  const tell = (fix: { accuracyM: number }) => told.push(fix.accuracyM)
  return locate({ geolocation: satellites, tell, signal: search.signal })
}

describe('asking the phone where it is', () => {
  test('tells every better position and ends as soon as one is good', async () => {
    const located = start()
    for (const accuracy of [900, 1200, 80, 12]) satellites.give(accuracy)

    expect(await located).toEqual({
      ok: true,
      fix: { latE7: 228_000_000, lngE7: 1_138_000_000, accuracyM: 12 },
    })
    expect(told).toEqual([900, 80, 12])
    expect(satellites.watching).toBe(false)
  })

  test('takes the best it has when the patience is over', async () => {
    const located = start()
    satellites.give(400)
    vi.advanceTimersByTime(PATIENCE_MS)

    expect(await located).toMatchObject({ ok: true, fix: { accuracyM: 400 } })
  })

  test('says that nothing came in time', async () => {
    const located = start()
    vi.advanceTimersByTime(PATIENCE_MS)

    expect(await located).toEqual({ ok: false, reason: 'timeout' })
  })

  test.each([
    [1, 'refused'],
    [2, 'unavailable'],
    [3, 'timeout'],
  ])('puts the browser’s error %i into the word %s', async (code, reason) => {
    const located = start()
    satellites.fail(code)

    expect(await located).toEqual({ ok: false, reason })
  })

  test('takes what it has when the officer does not want to wait', async () => {
    const located = start()
    satellites.give(65)
    search.abort()

    expect(await located).toMatchObject({ ok: true, fix: { accuracyM: 65 } })
  })

  test('is at once unavailable where the browser has no positions', async () => {
    const { signal } = search

    expect(await locate({ geolocation: undefined, tell: () => undefined, signal })).toEqual({
      ok: false,
      reason: 'unavailable',
    })
  })
})
