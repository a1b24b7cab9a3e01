/** When this phone asks whether the bureau wants it wiped (docs/devices.md §8). */
import { watch } from 'vue'
import { StorageError } from '@/core/db'
import { useSession } from '@/features/accounts/public'
import { followOrders } from '@/features/devices/public'

const LOOK_AGAIN_MS = 15 * 60_000

export function watchForOrders(): void {
  const session = useSession()
  look()
  window.addEventListener('online', look)
  setInterval(look, LOOK_AGAIN_MS)
  // Whose key was revoked is signed out with it.
  watch(
    () => session.expired,
    (isExpired) => isExpired && look(),
  )
}

function look(): void {
  followOrders().catch((error: unknown) => {
    // The store does not answer just now, or has no room: the next look is another try.
    if (!(error instanceof StorageError || error instanceof DOMException)) throw error
  })
}
