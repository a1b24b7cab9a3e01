/** How far what this phone did to a matter has come. */
import { isWaiting, type Entry } from '@/sync/entry'

export type Standing = 'waiting' | 'review' | 'confirmed'

/** The commands of this phone about a matter, its notes among them, oldest first. */
export function entriesAbout(matterId: string, entries: readonly Entry[]): Entry[] {
  return entries.filter(
    ({ name, entity, previews }) =>
      name.startsWith('case.') &&
      (entity === matterId || previews.some(({ row }) => row?.['matter_id'] === matterId)),
  )
}

/** What of it was not simply taken in. */
export function refusedAbout(matterId: string, entries: readonly Entry[]): Entry[] {
  return entriesAbout(matterId, entries).filter(({ state }) => state === 'review')
}

export function standingOf(matterId: string, entries: readonly Entry[]): Standing {
  const own = entriesAbout(matterId, entries)
  if (own.some(({ state }) => state === 'review')) return 'review'
  return own.some(isWaiting) ? 'waiting' : 'confirmed'
}

/** The id under which the bureau has it, where a colleague's came first. */
export function settledId(id: string, entries: readonly Entry[]): string {
  const merged = entries.find(({ entity, result }) => entity === id && result?.alias)
  return merged?.result?.alias ?? id
}
