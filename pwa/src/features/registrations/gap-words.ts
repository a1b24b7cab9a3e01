import './texts'
import { say } from '@/core/texts'
import type { RegistrationDraft } from './draft'
import type { Lack } from './gaps'
import type { Gap } from './rows'
import { impacts } from './words'

/** A gap as the enterprise reads it. */
export function lackWords({ field, why }: Lack): string {
  const name = say(`registrations.field.${field}`)
  return say(`registrations.gap.${why}`, { name })
}

/** Everything that the enterprise is told at once: gaps of the form, and what speaks against. */
export function gapWords(draft: RegistrationDraft, lacks: readonly Lack[]): readonly Gap[] {
  const inForm = lacks.map((lack) => ({ field: wireField(lack.field), text: lackWords(lack) }))
  const against = draft.triaged.against.map(({ id, label, basis }) => ({
    field: `eligibility.${id}`,
    text: basis === '' ? label : `${label}（${basis}）`,
  }))
  return [...inForm, ...against]
}

const ON_WIRE: Readonly<Record<string, string>> = {
  investment_wan: 'investment_yuan',
  environment_wan: 'environment_yuan',
}

function wireField(field: Lack['field']): string {
  if (impacts.some((impact) => impact === field)) return `measures.${field}`
  return ON_WIRE[field] ?? field
}
