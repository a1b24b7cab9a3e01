/** Mine, theirs and both of a review, field by field, in the words of the screens. */
import './texts'
import { fullMoment } from '@/core/moments'
import { itemsOf } from '@/core/shape'
import { say } from '@/core/texts'

/** One field in which phone and bureau differ; `both` is null where only one can stand. */
export interface Side {
  readonly field: string
  readonly mine: unknown
  readonly theirs: unknown
  readonly both: unknown
}

export interface SideWords {
  readonly field: string
  readonly mine: string
  readonly theirs: string
  readonly both: string
}

/** How people and towns are called. */
export interface Names {
  person(id: string): string
  town(code: string | null): string
}

const FIELDS = [
  ...['name', 'code', 'contact_name', 'contact_phone', 'address', 'town_code', 'business_scope'],
  ...['opened_at', 'closed_at', 'kind', 'participants', 'guidance', 'findings', 'sign_state'],
  ...['representative', 'representative_title', 'note', 'state', 'withdrawn_reason'],
  ...['solved_note', 'confirmed_by', 'solved_on'],
  ...['title', 'holder', 'matter_state', 'words', 'hard_reason', 'party', 'party_title'],
]

/** Fields whose values are words of a closed set, and where those stand in the texts. */
const WORDS_OF: Readonly<Record<string, string>> = {
  ...{ kind: 'visits.kind', sign_state: 'visits.sign.state', state: 'reviews.visitState' },
  matter_state: 'reviews.matterState',
}

/** The sides of a row that stands on this phone, which keeps the two versions apart. */
export function sidesOf(
  mine: Readonly<Record<string, unknown>>,
  theirs: Readonly<Record<string, unknown>>,
): Side[] {
  return FIELDS.filter((field) => field in mine || field in theirs)
    .map((field) => ({ field, mine: mine[field], theirs: theirs[field], both: null }))
    .filter((side) => JSON.stringify(side.mine ?? '') !== JSON.stringify(side.theirs ?? ''))
}

/** The sides in words, in the order of the forms; fields that no screen names are left out. */
export function wordsOf(sides: readonly Side[], names: Names): SideWords[] {
  const rank = (side: Side) => FIELDS.indexOf(side.field)
  return sides
    .filter((side) => rank(side) >= 0)
    .sort((a, b) => rank(a) - rank(b))
    .map(({ field, mine, theirs, both }) => ({
      field: say(`reviews.field.${field}`),
      mine: valueWords(field, mine, names),
      theirs: valueWords(field, theirs, names),
      both: both === null || both === undefined ? '' : valueWords(field, both, names),
    }))
}

function valueWords(field: string, value: unknown, names: Names): string {
  if (Array.isArray(value)) return listWords(field, itemsOf(value), names)
  if (field === 'town_code') return names.town(typeof value === 'string' ? value : null)
  if (typeof value !== 'string' || value === '') return say('reviews.nothing')
  const words = WORDS_OF[field]
  if (words !== undefined) return say(`${words}.${value}`)
  if (field.endsWith('_at')) return momentWords(value)
  return value
}

function listWords(field: string, values: readonly unknown[], names: Names): string {
  const words = values.map((one) => (field === 'participants' ? names.person(String(one)) : one))
  return (
    words.filter(Boolean).join(field === 'participants' ? '、' : '；') || say('reviews.nothing')
  )
}

function momentWords(text: string): string {
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? text : fullMoment(at)
}
