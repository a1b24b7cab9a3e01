/** The rows of the replica that a visit is made of and shown with (docs/protocol.md §3). */
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'
import type { Category, CheckinSource, Kind, SignState } from './words'

export interface VisitRow extends Row {
  readonly enterprise_id: string
  /** Its name at the visit, for phones that no longer hold the enterprise. */
  readonly enterprise_name: string
  readonly branch_id: string | null
  readonly town_code: string | null
  readonly kind: Kind
  readonly opened_at: string
  readonly closed_at: string
  readonly author_id: string
  readonly participants: readonly string[]
  readonly checkin_source: CheckinSource | null
  /** The town that was chosen where no position was taken. */
  readonly checkin_town?: string | null
  readonly lat_e7: number | null
  readonly lng_e7: number | null
  readonly accuracy_m: number | null
  readonly checkin_at: string | null
  readonly guidance: string
  readonly note: string
  readonly representative: string
  readonly representative_title: string
  readonly sign_state: SignState
  readonly sign_reason: string
  readonly signature_sha: string | null
  readonly state: 'closed' | 'withdrawn'
  readonly withdrawn_reason: string | null
  readonly history: readonly Revision[]
  readonly received_at: string | null
}

/** One line of a visit's history: who changed what, and why. */
export interface Revision {
  /** When the bureau took it in; the phone's own time until then. */
  readonly at: string
  /** When the phone says that it was done; empty from the office and in older rows. */
  readonly device_time?: string
  readonly by: string
  readonly action: 'correct' | 'withdraw' | 'reinstate'
  readonly reason: string
  readonly changes: Changes
}

/** What a correction changes: each field with the value that was seen and the new one. */
export type Changes = Readonly<Record<string, readonly [old: unknown, next: unknown]>>

export interface FindingRow extends Row {
  readonly visit_id: string
  readonly enterprise_id: string
  readonly category: Category
  readonly text: string
  readonly state: 'open' | 'solved'
  readonly solved_on: string | null
  readonly solved_note: string
  readonly confirmed_by: string
  readonly solved_by: string | null
}

export interface PhotoRow extends Row {
  readonly visit_id: string
  readonly sha256: string
  readonly n: number
  readonly caption: string
  readonly taken_at: string
  readonly bytes: number
  readonly width: number
  readonly height: number
  readonly state: 'pending' | 'received' | 'damaged'
}

export interface PersonRow extends Row {
  readonly name: string
  readonly initials: string
  readonly branch_id: string | null
  readonly role: string
  readonly active: boolean
}

export interface TownRow extends Row {
  readonly name: string
  readonly branch_id: string | null
  readonly lat_e7: number | null
  readonly lng_e7: number | null
}

/** The columns of an enterprise that a visit shows. */
export interface VisitedRow extends Row {
  readonly name: string
  readonly town_code: string | null
  readonly address: string
  readonly contact_name: string
  readonly contact_phone: string
  readonly verified: boolean
  readonly lat_e7: number | null
  readonly lng_e7: number | null
}

export const VISIT = 'visit' as TableName<VisitRow>
export const FINDING = 'finding' as TableName<FindingRow>
export const PHOTO = 'photo' as TableName<PhotoRow>
export const PERSON = 'person' as TableName<PersonRow>
export const TOWN = 'town' as TableName<TownRow>
export const ENTERPRISE = 'enterprise' as TableName<VisitedRow>
