import { itemsOf, type Fields } from '@/core/shape'
import { say } from '@/core/texts'
import type { Organisation } from './organisation'
import { kindWords } from './words'

export interface Difference {
  field: string
  mine: string
  theirs: string
}

const FIELDS = [
  ...['name', 'code', 'contact_name', 'contact_phone', 'address', 'town_code'],
  ...['kind', 'guidance', 'representative', 'representative_title', 'note', 'participants'],
]

/** Both versions field by field in the words of the screens; fields without words are left out. */
export function differencesIn(
  { mine, theirs }: { mine: Fields; theirs: Fields },
  organisation: Organisation,
): Difference[] {
  return FIELDS.filter((field) => mine.has(field) || theirs.has(field)).map((field) => ({
    field: say(`reports.field.${field}`),
    mine: wordsOf(field, mine.get(field), organisation),
    theirs: wordsOf(field, theirs.get(field), organisation),
  }))
}

function wordsOf(field: string, value: unknown, { towns, people }: Organisation): string {
  if (field === 'participants') {
    const names = itemsOf(value).map((id) => people.find((person) => person.id === id)?.name)
    return names.filter(Boolean).join(say('visits.comma'))
  }
  if (typeof value !== 'string' || value === '') return say('reports.reviews.nothing')
  if (field === 'kind') return kindWords(value)
  if (field === 'town_code') return towns.find((town) => town.code === value)?.name ?? value
  return value
}
