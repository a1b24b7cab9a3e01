/** What was written about a matter and not taken in, as a draft to be done again. */
import { fieldsOf, itemsOf, textIn, type Fields } from '@/core/shape'
import { argsOf, type DraftAgain } from '@/features/replica/public'
import type { Entry } from '@/sync/entry'
import { noteKey } from './drafts'

/** Null for what is not written in a form of its own. */
export function caseAgain(entry: Entry): DraftAgain | null {
  if (entry.name === 'case.propose') return noteAgain(entry, 'propose', entry.entity)
  if (entry.name === 'case.log') {
    return noteAgain(entry, 'log', textIn(argsOf(entry), 'matter_id') ?? '')
  }
  return null
}

function noteAgain(entry: Entry, deed: 'log' | 'propose', matterId: string): DraftAgain {
  const args = argsOf(entry)
  return {
    key: noteKey(deed, matterId),
    value: {
      words: textIn(args, 'words') ?? '',
      visitId: textIn(args, 'visit_id') ?? '',
      photos: JSON.stringify(photosOf(args)),
      noteId: entry.id,
    },
    path: `/cases/${matterId}/${deed}`,
  }
}

function photosOf(args: Fields): Record<string, unknown>[] {
  return itemsOf(args.get('photos')).map((raw) => {
    const photo = fieldsOf(raw)
    return { ...Object.fromEntries(photo), takenAt: photo.get('taken_at') }
  })
}
