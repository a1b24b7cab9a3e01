/** What one sync cycle works with. */
import type { Clock } from '@/core/clock'
import type { Answer, Carry, Refusal, Request } from '@/core/http'
import type { Stamp } from '@/sync/commandText'
import type { QueueCopy } from '@/sync/copy'
import type { Mirror } from '@/sync/mirror'
import { commitNote, type Note } from '@/sync/notes'
import type { Pace } from '@/sync/pace'
import type { PhotoCopy } from '@/sync/photoCopy'
import type { KeyOf } from '@/sync/signing'
import type { Commit, Store } from '@/sync/store'

/** Ask the bureau for bytes. */
export type Download = (path: string) => Promise<Answer<Blob>>

export interface Desk {
  readonly app: string
  readonly http: Request
  readonly download: Download
  readonly carry: Carry
  readonly pace: Pace
  readonly clock: Clock
  readonly random: () => number
  readonly newId: () => string
  readonly keyOf: KeyOf
  readonly store: Store
  readonly mirror: Mirror
  /** The second copies of the queue and of its photos. */
  readonly copy: QueueCopy
  readonly photoCopy: PhotoCopy
  /** Note outside the database how far this device has come. */
  readonly mark: () => void
  readonly tell: (note: Note) => void
  /** Called when numbers of the status may have changed. */
  readonly changed: () => void
  readonly isClosed: () => boolean
}

/** How a step failed: the bureau or network refused, or its answer could not be read. */
export type Failure = Refusal | { kind: 'unreadable' }

/** The tab is closing; whatever an answer brings is asked for again by the next one. */
export class ClosedError extends Error {}

/** Commit under the lease, take it over and tell the other tabs. */
export async function commitAt(desk: Desk, fence: number, commit: Commit): Promise<void> {
  if (desk.isClosed()) throw new ClosedError('the tab is closing')
  const done = await desk.mirror.commit(fence, nowAt(desk), commit)
  desk.copy.follow(desk.mirror, commit)
  desk.photoCopy.follow(commit)
  desk.tell(commitNote(commit, done))
  desk.changed()
}

export function nowAt(desk: Desk): number {
  return desk.clock.now().getTime()
}

/** What a command made at this moment carries. */
export function stampAt(desk: Desk): Stamp {
  const { serverOffsetMs } = desk.mirror.progress
  return { id: desk.newId(), at: desk.clock.now(), serverOffsetMs }
}
