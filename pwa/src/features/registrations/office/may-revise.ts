import type { ActRecord } from './act-record'

/** Whether the bureau lets this person correct an act or take it back (docs/registrations.md §3). */
export function mayRevise(
  { leadId, coId, state }: Pick<ActRecord, 'leadId' | 'coId' | 'state'>,
  person: { readonly id: string; readonly role: string } | null,
): boolean {
  if (person === null || state === 'withdrawn') return false
  if (['branch_head', 'manager'].includes(person.role)) return true
  return [leadId, coId].includes(person.id)
}
