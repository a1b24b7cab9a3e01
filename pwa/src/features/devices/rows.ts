/** The signing keys of all phones, as every phone holds them (docs/registrations.md §4). */
import type { PublicJwk } from '@/core/device-key'
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'

/** One key; its id is the kid. A key that was revoked stays, so that everybody knows. */
export interface DeviceKeyRow extends Row {
  readonly device_id: string
  readonly person_id: string
  readonly branch_id: string | null
  readonly jwk: PublicJwk
  readonly valid_from: string
  readonly valid_to: string | null
  readonly revoked_at: string | null
  readonly revoked_reason: string
}

export const DEVICE_KEY = 'device_key' as TableName<DeviceKeyRow>
