import { shallowRef, type ShallowRef } from 'vue'
import type { Place } from './nearest'

export type Whereabouts =
  | { readonly state: 'idle' | 'looking' | 'refused' | 'unavailable' }
  | { readonly state: 'found'; readonly place: Place; readonly accuracyM: number }

const TIMEOUT_MS = 12_000
const STILL_GOOD_MS = 60_000
const DEGREE = 1e7

/** Where this phone is, asked for only when the person wants to know. */
export function useWhereabouts(): { at: ShallowRef<Whereabouts>; look: () => void } {
  const at = shallowRef<Whereabouts>({ state: 'idle' })

  function look(): void {
    if (!('geolocation' in navigator)) {
      at.value = { state: 'unavailable' }
      return
    }
    at.value = { state: 'looking' }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        at.value = found(coords)
      },
      (error) => {
        at.value = { state: error.code === error.PERMISSION_DENIED ? 'refused' : 'unavailable' }
      },
      { enableHighAccuracy: true, timeout: TIMEOUT_MS, maximumAge: STILL_GOOD_MS },
    )
  }

  return { at, look }
}

function found({ latitude, longitude, accuracy }: GeolocationCoordinates): Whereabouts {
  const place = { latE7: Math.round(latitude * DEGREE), lngE7: Math.round(longitude * DEGREE) }
  return { state: 'found', place, accuracyM: Math.round(accuracy) }
}
