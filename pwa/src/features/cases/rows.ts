/** The rows of the replica that a matter is made of (docs/cases.md §2). */
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'
import type { MatterState } from './states'

export type Source = 'finding' | 'petition' | 'registration'
export type Channel = 'telephone' | 'letter' | 'counter'

export interface MatterRow extends Row {
  readonly source: Source
  readonly channel: Channel | ''
  readonly title: string
  readonly words: string
  readonly category: string
  readonly enterprise_id: string | null
  readonly enterprise_name: string
  readonly branch_id: string | null
  readonly town_code: string | null
  readonly finding_id: string | null
  readonly registration_id: string | null
  readonly hard: boolean
  readonly state: MatterState
  readonly holder_id: string | null
  readonly taken_at: string | null
  readonly offered_to: string | null
  readonly due_on: string
  readonly opened_by: string
  readonly opened_at: string
  readonly solved_by: string | null
  readonly solved_on: string | null
  readonly closed_at: string | null
  readonly received_at: string | null
}

export interface MatterPhoto {
  readonly id: string
  readonly sha256: string
  readonly taken_at: string | null
  readonly caption: string
  readonly bytes: number
  readonly width: number
  readonly height: number
}

export const eventKinds = [
  ...(['opened', 'flagged', 'taken', 'log', 'proposed', 'confirmed', 'disputed'] as const),
  ...(['handed_over', 'accepted', 'declined', 'extended', 'reopened', 'closed'] as const),
] as const
export type EventKind = (typeof eventKinds)[number]

export interface MatterEventRow extends Row {
  readonly matter_id: string
  readonly kind: EventKind
  readonly at: string
  /** Null where the enterprise or the petitioner answered a link. */
  readonly by_id: string | null
  readonly words: string
  readonly visit_id: string | null
  readonly to_id: string | null
  readonly due_on: string | null
  readonly photos: readonly MatterPhoto[]
  readonly how: string
  readonly party: string
  readonly party_title: string
  readonly signature_sha: string | null
  readonly flags: readonly string[]
  readonly received_at: string | null
}

export interface PetitionerRow extends Row {
  readonly name: string
  readonly phone: string
}

export const MATTER = 'matter' as TableName<MatterRow>
export const MATTER_EVENT = 'matter_event' as TableName<MatterEventRow>
export const PETITIONER = 'petitioner' as TableName<PetitionerRow>
