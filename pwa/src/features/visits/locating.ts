/** Asking the phone where it is, with patience and without ever insisting. */
export interface Fix {
  readonly latE7: number
  readonly lngE7: number
  readonly accuracyM: number
}

export type Located = { ok: true; fix: Fix } | { ok: false; reason: LocatingTrouble }
export type LocatingTrouble = 'refused' | 'unavailable' | 'timeout'

export const PATIENCE_MS = 20_000
const GOOD_ENOUGH_M = 30
const REFUSED = 1
const TIMED_OUT = 3

export interface Locating {
  /** Undefined where the browser offers none, as on pages without HTTPS. */
  geolocation: Geolocation | undefined
  /** Called with every better position while the search goes on. */
  tell: (fix: Fix) => void
  /** Aborting takes the best position so far, or gives up. */
  signal: AbortSignal
}

/** The best position within the patience; ends early once it is good enough. */
export function locate({ geolocation, tell, signal }: Locating): Promise<Located> {
  if (geolocation === undefined) return Promise.resolve({ ok: false, reason: 'unavailable' })

  return new Promise((resolve) => {
    let best: Fix | null = null
    const finish = (reason: LocatingTrouble) => {
      geolocation.clearWatch(watching)
      clearTimeout(timer)
      resolve(best === null ? { ok: false, reason } : { ok: true, fix: best })
    }
    const timer = setTimeout(() => finish('timeout'), PATIENCE_MS)
    const watching = geolocation.watchPosition(
      ({ coords }) => {
        const fix = fixOf(coords)
        if (best !== null && best.accuracyM <= fix.accuracyM) return
        best = fix
        tell(fix)
        if (fix.accuracyM <= GOOD_ENOUGH_M) finish('timeout')
      },
      (error) => finish(reasonOf(error.code)),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 0 },
    )
    signal.addEventListener('abort', () => finish('timeout'), { once: true })
  })
}

function fixOf({ latitude, longitude, accuracy }: GeolocationCoordinates): Fix {
  return {
    latE7: Math.round(latitude * 1e7),
    lngE7: Math.round(longitude * 1e7),
    accuracyM: Math.max(1, Math.round(accuracy)),
  }
}

function reasonOf(code: number): LocatingTrouble {
  if (code === REFUSED) return 'refused'
  return code === TIMED_OUT ? 'timeout' : 'unavailable'
}
