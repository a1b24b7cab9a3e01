import type { Entry } from '@/sync/entry'

/** The page of what an entry is about. */
export function placeOf(entry: Entry): string | null {
  const id = entry.result?.alias ?? entry.entity
  if (entry.name.startsWith('enterprise.')) return `/enterprises/${id}`
  if (entry.name.startsWith('visit.')) return `/visits/${id}`
  if (entry.name.startsWith('registration.')) return `/registrations/${id}`
  return null
}
