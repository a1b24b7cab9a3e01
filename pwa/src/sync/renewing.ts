/** A store that was lost: its chain is never continued (docs/protocol.md §6). */
import { commitAt, nowAt, type Desk } from '@/sync/desk'
import type { Mirror } from '@/sync/mirror'
import type { SyncResponse } from '@/sync/protocol'

/**
 * Whether the device that this store goes by had another store before: the bureau, or the marker
 * beside the store, knows of commands although this store never spoke to the bureau.
 */
export function isStoreLost({ progress, cleared }: Mirror, response: SyncResponse): boolean {
  if (progress.epoch !== null || progress.replaces !== null) return false
  return lastKnown(response, cleared?.head ?? 0) > 0
}

/** Go on as a new device; what waits here was made since the loss and starts the new chain. */
export async function renewDevice(
  desk: Desk,
  fence: number,
  response: SyncResponse,
): Promise<void> {
  const { mirror } = desk
  const head = lastKnown(response, mirror.cleared?.head ?? 0)
  const cleared = {
    ...{ at: mirror.cleared?.at ?? nowAt(desk), part: 'records' as const, head },
    lost: { from: response.expectedSeq, to: head },
  }
  const progress = { ...mirror.progress, replaces: mirror.device }
  await commitAt(desk, fence, { renewed: { device: desk.newId(), cleared }, progress })
  desk.mark()
}

function lastKnown({ expectedSeq, announcedHead }: SyncResponse, remembered: number): number {
  return Math.max(expectedSeq - 1, announcedHead, remembered)
}
