/** The filing form while it is written: texts as typed, and where each was taken from. */
import type { EnterpriseRow } from '@/features/enterprises/public'
import { fieldsOf, itemsOf, oneOf, textIn, type Fields } from '@/core/shape'
import { wanOf } from './amounts'
import type { Measure, RegistrationRow, WrittenForm } from './rows'
import type { Triaged } from './triaged'
import { impacts, natures, type Impact, type Nature } from './words'

export const textFields = [
  'project_name',
  'site_address',
  'town_code',
  'area_m2',
  'unit_name',
  'unit_code',
  'legal_representative',
  'contact_name',
  'contact_phone',
  'investment_wan',
  'environment_wan',
  'operation_on',
  'basis',
  'content_scale',
] as const
export type TextFieldName = (typeof textFields)[number]
/** file: from the enterprise's file · last: from its last act · triage: from the answers. */
export const origins = ['file', 'last', 'triage'] as const
export type Origin = (typeof origins)[number]

export interface DraftForm {
  texts: Record<TextFieldName, string>
  nature: Nature | null
  impacts: Impact[]
  measures: Partial<Record<Impact, Measure>>
  commitment: boolean
  /** What was filled in beforehand and not changed since. */
  origins: Partial<Record<TextFieldName, Origin>>
}

export interface Sources {
  readonly enterprise: EnterpriseRow | undefined
  /** The last act of the enterprise that has a form. */
  readonly last: RegistrationRow | undefined
  readonly triaged: Triaged
}

/** A form filled in as far as the phone knows; the file of today goes before the last act. */
export function beginForm({ enterprise, last, triaged }: Sources): DraftForm {
  const texts = { ...EMPTY }
  const taken: Partial<Record<TextFieldName, Origin>> = {}
  const take = (origin: Origin, known: Partial<Record<TextFieldName, string | null>>) => {
    for (const name of textFields) {
      const words = known[name] ?? ''
      if (words === '' || texts[name] !== '') continue
      texts[name] = words
      taken[name] = origin
    }
  }
  take('file', knownFrom(enterprise))
  take('triage', { basis: triaged.reasons.map(({ basis }) => basis).join('；') })
  take('last', usedIn(last?.form ?? null))
  return {
    ...{ texts, commitment: false, origins: taken },
    nature: oneOf(natures, triaged.facts['build']),
    impacts: [...(last?.form?.impacts ?? [])],
    measures: { ...last?.form?.measures },
  }
}

const EMPTY = Object.fromEntries(textFields.map((name) => [name, ''])) as Record<
  TextFieldName,
  string
>

function knownFrom(row: EnterpriseRow | undefined): Partial<Record<TextFieldName, string | null>> {
  if (row === undefined) return {}
  return {
    ...{ unit_name: row.name, unit_code: row.code, site_address: row.address },
    ...{ town_code: row.town_code, contact_name: row.contact_name },
    contact_phone: row.contact_phone,
  }
}

/** What of an earlier project probably holds for the next one too; the project itself does not. */
function usedIn(form: WrittenForm | null): Partial<Record<TextFieldName, string | null>> {
  if (form === null) return {}
  return {
    ...{ project_name: form.project_name, site_address: form.site_address },
    ...{ unit_code: form.unit_code, legal_representative: form.legal_representative },
    ...{ contact_name: form.contact_name, contact_phone: form.contact_phone },
    ...{ area_m2: numeral(form.area_m2, String), content_scale: form.content_scale },
    investment_wan: numeral(form.investment_yuan, wanOf),
    environment_wan: numeral(form.environment_yuan, wanOf),
  }
}

function numeral(known: number | null, write: (known: number) => string): string {
  return known === null ? '' : write(known)
}

/** Read the form of a kept draft. */
export function parseForm(raw: unknown): DraftForm | null {
  const fields = fieldsOf(raw)
  if (fields.size === 0) return null
  const texts = fieldsOf(fields.get('texts'))
  const taken = fieldsOf(fields.get('origins'))
  const chosen = itemsOf(fields.get('impacts'))
  return {
    texts: eachField((name) => textIn(texts, name) ?? ''),
    nature: oneOf(natures, fields.get('nature')),
    impacts: impacts.filter((impact) => chosen.includes(impact)),
    measures: measuresIn(fieldsOf(fields.get('measures'))),
    commitment: fields.get('commitment') === true,
    origins: Object.fromEntries(
      textFields.flatMap((name) => {
        const origin = oneOf(origins, taken.get(name))
        return origin === null ? [] : [[name, origin] as const]
      }),
    ),
  }
}

function eachField(read: (name: TextFieldName) => string): Record<TextFieldName, string> {
  const texts = { ...EMPTY }
  for (const name of textFields) texts[name] = read(name)
  return texts
}

function measuresIn(fields: Fields): Partial<Record<Impact, Measure>> {
  return Object.fromEntries(
    impacts.flatMap((impact) => {
      if (!fields.has(impact)) return []
      const told = fieldsOf(fields.get(impact))
      const [measure, destination] = [textIn(told, 'measure'), textIn(told, 'destination')]
      return [[impact, { measure: measure ?? '', destination: destination ?? '' }] as const]
    }),
  )
}
