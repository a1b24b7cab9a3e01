/** The rows of the registry that a phone holds (docs/protocol.md §3). */
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'

export interface EnterpriseRow extends Row {
  readonly name: string
  /** Pinyin initials of the name in small letters, made by the bureau; empty while it waits. */
  readonly initials: string
  readonly code: string | null
  readonly code_kind: 'uscc' | 'legacy15' | 'org9' | 'none'
  readonly town_code: string | null
  readonly address: string
  readonly registered_on: string | null
  readonly kind: string
  readonly business_scope: string
  readonly contact_name: string
  readonly contact_phone: string
  readonly verified: boolean
  readonly active: boolean
  readonly last_visit_at: string | null
  readonly visit_count: number
  readonly lat_e7: number | null
  readonly lng_e7: number | null
  readonly accuracy_m: number | null
  readonly located_at: string | null
}

export const ENTERPRISE = 'enterprise' as TableName<EnterpriseRow>
