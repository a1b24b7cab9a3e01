/** How far a visit has come: still on this phone, at the bureau, or in need of somebody. */
import { isWaiting, type Entry } from '@/sync/entry'
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'
import type { VisitRow } from './rows'

/** waiting 待上传 · confirmed 已确认 · review 需处理 · withdrawn 已撤回 */
export type Standing = 'waiting' | 'confirmed' | 'review' | 'withdrawn'

/** Where the visit stands, judged by the commands of this phone that touch it. */
export function standingOf(visit: VisitRow, entries: readonly Entry[]): Standing {
  const own = entriesOf(visit.id, entries)
  if (own.some((entry) => entry.state === 'review')) return 'review'
  if (own.some(isWaiting)) return 'waiting'
  return visit.state === 'withdrawn' ? 'withdrawn' : 'confirmed'
}

/** The commands of this phone about an entity, oldest first. */
export function entriesOf(entity: string, entries: readonly Entry[]): Entry[] {
  return entries.filter((entry) => entry.entity === entity)
}

/** Whether this phone completed the visit already, perhaps on another of its pages. */
export function isCompleted(id: string, entries: readonly Entry[]): boolean {
  return entriesOf(id, entries).some((entry) => entry.name === 'visit.close')
}

/** The visit under which the bureau took this one in, where a co-officer's came first. */
export function settledId(id: string, entries: readonly Entry[]): string {
  const merged = entriesOf(id, entries).find((entry) => entry.result?.alias)
  return merged?.result?.alias ?? id
}

/** What was written about a visit that the bureau refused, where no rows are left of it. */
export function refusedRows<R extends Row>(
  id: string,
  table: TableName<R>,
  entries: readonly Entry[],
): R[] {
  const closing = entriesOf(id, entries).find(
    (entry) => entry.name === 'visit.close' && entry.state === 'review',
  )
  const previews = closing?.previews.filter(({ tbl, row }) => tbl === table && row !== null) ?? []
  // The previews were made by `closeVisit` with every column of their tables.
  return previews.map(({ id: own, row }) => ({ ver: 0, ...row, id: own }) as unknown as R)
}

/** How many of the photos of a visit the bureau holds. */
export function photosReceived(photos: readonly { state: string }[]): number {
  return photos.filter((photo) => photo.state === 'received').length
}
