/** The question that a phone asks from where it stands. */
import type { Cursor } from '@/sync/change'
import type { Desk } from '@/sync/desk'
import type { Entry } from '@/sync/entry'
import { CAN_INFLATE } from '@/sync/gzip'
import type { Mirror } from '@/sync/mirror'
import { buildRequest } from '@/sync/request'
import { MOST_BAD_CHUNKS } from '@/sync/snapshots'
import { isNothingStaged } from '@/sync/staging'
import type { Progress } from '@/sync/store'
import { markOf } from '@/sync/succession'
import type { WireSyncRequest } from '@/sync/wire.gen'

export interface Manner {
  /** Where the phone will stand; else where it stands. */
  readonly standing?: Pick<Mirror, 'progress' | 'staging'>
  /**
   * Whether nothing of the queue follows. Only then is a digest worth its price: what commands change
   * comes with pages, and is compared with their ends.
   */
  readonly isLast?: boolean
}

export function requestFor(
  desk: Desk,
  cursors: ReadonlyMap<string, Cursor>,
  batch: readonly Entry[],
  { standing = desk.mirror, isLast = true }: Manner = {},
): WireSyncRequest {
  const { app, mirror } = desk
  const { progress, staging } = standing
  const { epoch, lastReceipt, proof, scopes } = progress
  const replaces = namedBy(progress)
  const isApplied = progress === mirror.progress && isNothingStaged(staging)
  const isWhole = isLast && isApplied && Object.keys(scopes).length > 0
  return buildRequest(
    {
      ...{ app, device: mirror.device, epoch, lastReceipt, cursors, proof, replaces },
      keys: markOf(mirror.keys),
      nextSeq: mirror.chain.nextSeq,
      announces: epoch !== null,
      digest: isWhole ? mirror.replica.total() : null,
      snapshots: CAN_INFLATE && mirror.badChunks < MOST_BAD_CHUNKS,
    },
    batch,
  )
}

/** Whose place this device took, as far as the bureau may not know it. */
export function namedBy({ replaces, predecessor, tellsAgain }: Progress): string | null {
  return tellsAgain ? (predecessor ?? null) : replaces
}
