/** What a wish to save something came to, as the rest of the app is told. */
import { StorageError, type StorageTrouble } from '@/core/db'

export type Saved<T> = { ok: true; value: T } | { ok: false; reason: StorageTrouble }

/** A store that fails is a value here; everything else is a bug. */
export async function saved<T>(work: Promise<T>): Promise<Saved<T>> {
  try {
    return { ok: true, value: await work }
  } catch (error) {
    if (error instanceof StorageError) return { ok: false, reason: error.trouble }
    throw error
  }
}
