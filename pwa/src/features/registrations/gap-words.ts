import './texts'
import { say } from '@/core/texts'
import type { RegistrationDraft } from './draft'
import type { Lack } from './gaps'
import type { Gap } from './rows'
import { impacts } from './words'

const BESIDE_FORM = 'eligibility.'

/** A gap as the enterprise reads it. */
export function lackWords({ field, why }: Lack): string {
  const name = say(`registrations.field.${field}`)
  return say(`registrations.gap.${why}`, { name })
}

/** Everything that the enterprise is told at once: gaps of the form, and what speaks against. */
export function gapWords(draft: RegistrationDraft, lacks: readonly Lack[]): readonly Gap[] {
  const inForm = lacks.map((lack) => ({ field: wireField(lack.field), text: lackWords(lack) }))
  const against = draft.triaged.against.map(({ id, label, basis }) => ({
    field: BESIDE_FORM + id,
    text: basis === '' ? label : `${label}（${basis}）`,
  }))
  return [...inForm, ...against]
}

/** Whether a gap of a notice is mended in the form; the others speak against deciding here. */
export function isFormGap(field: string): boolean {
  return !field.startsWith(BESIDE_FORM)
}

const ON_WIRE: Readonly<Record<string, string>> = {
  investment_wan: 'investment_yuan',
  environment_wan: 'environment_yuan',
}

function wireField(field: Lack['field']): string {
  if (impacts.some((impact) => impact === field)) return `measures.${field}`
  return ON_WIRE[field] ?? field
}
