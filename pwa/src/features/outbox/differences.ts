/** Mine and theirs of a refused change, field by field, in the words of the screens. */
import { PERSON, useTowns } from '@/features/organisation/public'
import { useTable, type ReviewRow } from '@/features/replica/public'
import { say } from '@/core/texts'
import { itemsOf } from '@/core/shape'

export interface Difference {
  readonly field: string
  readonly mine: string
  readonly theirs: string
}

const FIELDS = [
  ...['name', 'code', 'contact_name', 'contact_phone', 'address', 'town_code'],
  ...['kind', 'guidance', 'representative', 'representative_title', 'note', 'participants'],
]

/** Gives the differences of a review; fields without words of their own are left out. */
export function useDifferences(): (review: ReviewRow) => Difference[] {
  const towns = useTowns()
  const people = useTable(PERSON)

  function wordsOf(field: string, value: unknown): string {
    if (field === 'town_code') return towns.nameOf(typeof value === 'string' ? value : null)
    if (field === 'kind' && typeof value === 'string') return say(`visits.kind.${value}`)
    if (field === 'participants') {
      const names = itemsOf(value).map((id) => people.get(String(id))?.name ?? '')
      return names.filter(Boolean).join('、')
    }
    return typeof value === 'string' && value !== '' ? value : say('outbox.nothing')
  }

  return ({ mine, theirs }) =>
    FIELDS.filter((field) => field in mine || field in theirs).map((field) => ({
      field: say(`outbox.field.${field}`),
      mine: wordsOf(field, mine[field]),
      theirs: wordsOf(field, theirs[field]),
    }))
}
