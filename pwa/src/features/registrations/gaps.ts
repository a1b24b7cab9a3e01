/** Everything that is still missing or wrong in a filing form, all of it at once (一次性告知). */
import { readCode } from '@/rules/codes'
import { dialled } from '@/rules/phones'
import { wholeOf, yuanOf } from './amounts'
import type { DraftForm, TextFieldName } from './form'
import type { Impact } from './words'

/** missing · wrong: not to be read · past · more: than the whole investment · measure: of an impact */
export type Why = 'missing' | 'wrong' | 'past' | 'more' | 'measure'
export type GapField = TextFieldName | 'nature' | 'impacts' | 'commitment' | Impact

export interface Lack {
  readonly field: GapField
  readonly why: Why
}

const WORDS_NEEDED = [
  'project_name',
  'site_address',
  'town_code',
  'unit_name',
  'legal_representative',
  'contact_name',
  'basis',
  'content_scale',
] as const satisfies readonly TextFieldName[]

/** List every gap in the order of the form; empty where the form is complete. */
export function gapsIn(form: DraftForm, today: string): Lack[] {
  const { texts } = form
  return [
    ...WORDS_NEEDED.flatMap((field) => lackOf(field, texts[field].trim() === '', 'missing')),
    ...checked(form, 'unit_code', (words) => readCode(words).ok),
    ...checked(form, 'contact_phone', (words) => dialled(words) !== null),
    ...checked(form, 'area_m2', (words) => (wholeOf(words) ?? 0) > 0),
    ...checked(form, 'investment_wan', (words) => (yuanOf(words) ?? 0) > 0),
    ...checked(form, 'environment_wan', (words) => yuanOf(words) !== null),
    ...lackOf('environment_wan', isMoreThanWhole(texts), 'more'),
    ...checked(form, 'operation_on', (words) => words !== ''),
    ...lackOf('operation_on', texts.operation_on !== '' && texts.operation_on < today, 'past'),
    ...lackOf('nature', form.nature === null, 'missing'),
    ...lackOf('impacts', form.impacts.length === 0, 'missing'),
    ...form.impacts.flatMap((impact) => lackOf(impact, isUnanswered(form, impact), 'measure')),
    ...lackOf('commitment', !form.commitment, 'missing'),
  ]
}

function checked(form: DraftForm, field: TextFieldName, isRight: (words: string) => boolean) {
  const words = form.texts[field].trim()
  return words === '' ? lackOf(field, true, 'missing') : lackOf(field, !isRight(words), 'wrong')
}

function isMoreThanWhole(texts: DraftForm['texts']): boolean {
  const [whole, part] = [yuanOf(texts.investment_wan), yuanOf(texts.environment_wan)]
  return whole !== null && part !== null && part > whole
}

/** What is done about an impact and where it goes must both be said. */
function isUnanswered({ measures }: DraftForm, impact: Impact): boolean {
  const { measure = '', destination = '' } = measures[impact] ?? {}
  return measure.trim() === '' || destination.trim() === ''
}

function lackOf(field: GapField, isLacking: boolean, why: Why): Lack[] {
  return isLacking ? [{ field, why }] : []
}
