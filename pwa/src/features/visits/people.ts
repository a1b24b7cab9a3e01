/** Choosing co-officers: own branch first, found by name or initials. */
import type { PersonRow } from './rows'

export interface Looking {
  words: string
  self: string
  branchId: string | null
  chosen: readonly string[]
}

const SHOWN = 60

/** The people who can be added, those of one's own branch first. */
export function peopleToAdd(people: readonly PersonRow[], looking: Looking): PersonRow[] {
  const { self, branchId, chosen } = looking
  const words = looking.words.trim().toLowerCase()
  const isOwn = (person: PersonRow) => Number(person.branch_id === branchId)
  return people
    .filter(({ id, active }) => active && id !== self && !chosen.includes(id))
    .filter(({ name, initials }) => name.includes(words) || initials.startsWith(words))
    .sort((a, b) => isOwn(b) - isOwn(a) || a.initials.localeCompare(b.initials))
    .slice(0, SHOWN)
}

/** Names in the order of the list; people who are not on this phone are counted in words. */
export function namesOf(
  ids: readonly string[],
  find: (id: string) => PersonRow | undefined,
): string[] {
  return ids.map((id) => find(id)?.name ?? '').filter((name) => name !== '')
}
