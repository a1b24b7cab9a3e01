/** What stands in receipts, in words; a word that a later version adds is passed over. */
import { say } from '@/core/texts'
import { oneOf } from '@/core/shape'

const ACTS = ['decision', 'assistance', 'exemption', 'referral', 'outside', 'notice'] as const
const OUTCOMES = ['outside', 'exempt', 'registration_form', 'report_form', 'report_book'] as const

export function actWords(act: string): string {
  const known = oneOf(ACTS, act)
  return known === null ? '' : say(`receipts.acts.${known}`)
}

export function outcomeWords(outcome: string): string {
  const known = oneOf(OUTCOMES, outcome)
  return known === null ? '' : say(`receipts.outcomes.${known}`)
}
