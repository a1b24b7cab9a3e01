/** As of when this phone knows the keys of the others, and what became of receipts. */
import { keep, readKept } from '@/core/device-store'

/** Note the last contact after which everything of the bureau's was here. */
export async function noteKeysSeen(device: string, atMs: number): Promise<void> {
  await keep(placeOf(device), atMs)
}

/** When that was; null when it never was. */
export async function keysSeenAt(device: string): Promise<Date | null> {
  const at = await readKept(placeOf(device))
  return typeof at === 'number' ? new Date(at) : null
}

function placeOf(device: string): string {
  return `keys-seen:${device}`
}
