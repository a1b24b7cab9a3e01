import { isWaiting, type Entry } from '@/sync/entry'

/** What registers an enterprise from this phone and must reach the bureau before what is done there. */
export function addingOf(entries: readonly Entry[], enterpriseId: string): string[] {
  return entries
    .filter((entry) => entry.entity === enterpriseId && entry.name === 'enterprise.add')
    .filter(isWaiting)
    .map((entry) => entry.id)
}
