import type { Entry } from '@/sync/entry'

/** The page of what an entry is about. */
export function placeOf(entry: Entry): string | null {
  const id = entry.result?.alias ?? entry.entity
  if (entry.name.startsWith('enterprise.')) return `/enterprises/${id}`
  if (entry.name.startsWith('visit.')) return `/visits/${id}`
  if (entry.name.startsWith('registration.')) return `/registrations/${id}`
  if (entry.name === 'case.log') return caseOfNote(entry)
  if (entry.name.startsWith('case.')) return `/cases/${id}`
  return null
}

/** A note stands under its own id; the matter is in what it shows. */
function caseOfNote({ previews }: Entry): string | null {
  const matter = previews.find(({ tbl }) => tbl === 'matter_event')?.row?.['matter_id']
  return typeof matter === 'string' ? `/cases/${matter}` : null
}
