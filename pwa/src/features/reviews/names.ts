import { PERSON, useTowns } from '@/features/organisation/public'
import { useTable } from '@/features/replica/public'
import type { Names } from './sides'

/** How people and towns are called, from the replica: the same offline and in the office. */
export function useNames(): Names {
  const towns = useTowns()
  const people = useTable(PERSON)
  return {
    person: (id) => people.get(id)?.name ?? '',
    town: (code) => towns.nameOf(code),
  }
}
