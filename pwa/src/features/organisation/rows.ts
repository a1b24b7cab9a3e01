/** The rows of the bureau's organisation, as every phone holds them (docs/protocol.md §3). */
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'

export interface BranchRow extends Row {
  readonly name: string
  readonly short: string
  readonly sort: number
  /** Where enterprises may complain; a row from before it was kept has none. */
  readonly complaint_phone?: string
}

/** A town-level division; its id is the nine-digit code. */
export interface TownRow extends Row {
  readonly name: string
  readonly branch_id: string | null
  readonly lat_e7: number | null
  readonly lng_e7: number | null
}

export interface PersonRow extends Row {
  readonly name: string
  readonly initials: string
  readonly branch_id: string | null
  readonly role: string
  readonly active: boolean
}

export const BRANCH = 'branch' as TableName<BranchRow>
export const TOWN = 'town' as TableName<TownRow>
export const PERSON = 'person' as TableName<PersonRow>
