/** This phone proves itself to the bureau whenever that may be due (docs/devices.md §3). */
import { watch } from 'vue'
import { StorageError } from '@/core/db'
import { lockState } from '@/core/vault/lock'
import { followToken } from '@/features/devices/public'

const LOOK_AGAIN_MS = 15 * 60_000

/** Have the session's token followed; false where only a new sign-in helps. */
export async function prove(): Promise<boolean> {
  try {
    return await followToken()
  } catch (error) {
    // The store does not answer just now: the next request asks again.
    if (error instanceof StorageError || error instanceof DOMException) return false
    throw error
  }
}

export function keepProving(): void {
  watch(lockState, (state) => state === 'open' && void prove(), { immediate: true })
  setInterval(() => void prove(), LOOK_AGAIN_MS)
}
