/** What the tabs of one person tell each other. */
import type { Entry } from '@/sync/entry'
import type { Status } from '@/sync/status'
import type { Commit, Committed } from '@/sync/store'

/** Raised when a note changes its shape: tabs of two releases may be open side by side. */
const NOTES = 3

export type Note =
  | { notes: typeof NOTES; kind: 'entry'; entry: Entry }
  | { notes: typeof NOTES; kind: 'commit'; commit: Commit; done: Committed; tellsAll: boolean }
  | { notes: typeof NOTES; kind: 'status'; status: Status }

export type CommitNote = Pick<Extract<Note, { kind: 'commit' }>, 'commit' | 'done' | 'tellsAll'>

export function entryNote(entry: Entry): Note {
  return { notes: NOTES, kind: 'entry', entry }
}

/**
 * The note of a commit; a compaction changes nothing that another tab holds in memory. The rows of a
 * whole start it finds in the store: to hand on ten thousand costs as much as to apply them.
 */
export function commitNote(commit: Commit, done: Committed): Note {
  const tellsAll = !commit.changes?.some(({ base }) => base.length > 0)
  const untold = tellsAll ? ['compacted'] : ['compacted', 'changes']
  const told = Object.entries(commit).filter(([name]) => !untold.includes(name))
  return { notes: NOTES, kind: 'commit', commit: Object.fromEntries(told), done, tellsAll }
}

export function statusNote(status: Status): Note {
  return { notes: NOTES, kind: 'status', status }
}

export function isNote(message: unknown): message is Note {
  return (
    typeof message === 'object' && message !== null && 'notes' in message && message.notes === NOTES
  )
}
