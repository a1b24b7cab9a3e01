import { queryOf } from '@/core/saving'
import type { RegistrationRow } from '../rows'
import type { Act } from '../words'

/** Which acts the office wants to see; empty texts and null ask for all. */
export interface ActFilters {
  readonly branch: string | null
  readonly from: string
  readonly to: string
  readonly state: RegistrationRow['state'] | null
  readonly act: Act | null
  readonly text: string
}

export const noFilters: ActFilters = {
  ...{ branch: null, from: '', to: '', state: null, act: null, text: '' },
}

/** The filters as the bureau's query, for the list and the workbook alike. */
export function actQuery(filters: ActFilters, cursor: string | null = null): string {
  const { branch, from, to, state, act, text } = filters
  return queryOf({ branch_id: branch, from, to, state, act, q: text.trim(), cursor })
}

export function isNarrowed(filters: ActFilters): boolean {
  return actQuery(filters) !== ''
}

/** The period ends before it begins, so nothing can be in it. */
export function isBackwards({ from, to }: ActFilters): boolean {
  return from !== '' && to !== '' && from > to
}
