import { shallowRef } from 'vue'
import { worker } from './own-scripts'

const waiting = shallowRef<ServiceWorker | null>(null)
const LOOK_AGAIN_MS = 60 * 60_000

/** The newer version of the app that stands ready, or null. */
export const update = waiting

/** Install the service worker and notice newer versions; without one the app works online only. */
export function watchForUpdates(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return

  void register()
}

/** Change over to the newer version: it takes control, and the page loads once more. */
export function changeOver(next: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {
    once: true,
  })
  next.postMessage({ type: 'SKIP_WAITING' })
}

async function register(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker.register(worker, {
      scope: '/',
      updateViaCache: 'none',
    })
    notice(registration)
    registration.addEventListener('updatefound', () => follow(registration))
    setInterval(() => void registration.update().catch(ignoreNoNetwork), LOOK_AGAIN_MS)
  } catch {
    // Private windows and browsers inside other apps refuse service workers.
    waiting.value = null
  }
}

function follow(registration: ServiceWorkerRegistration): void {
  registration.installing?.addEventListener('statechange', () => notice(registration))
}

/** The very first version has nobody to replace, so it is no update. */
function notice(registration: ServiceWorkerRegistration): void {
  if (navigator.serviceWorker.controller !== null) waiting.value = registration.waiting
}

function ignoreNoNetwork(): void {
  // Looking for a newer version needs a network; the next look comes within the hour.
}
