/** Keys and withdrawals as this phone holds them, for those who are signed in. */
import { computed, type ComputedRef } from 'vue'
import { DEVICE_KEY, type DeviceKeyRow } from '@/features/devices/public'
import { useTable } from '@/features/replica/public'
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'
import type { KeyList } from './verifying'

/** The receipt of a withdrawn act (docs/registrations.md §4). */
export interface WithdrawalRow extends Row {
  readonly number: string
  readonly hash_prefix: string
  readonly withdrawn_on: string
}

export const RECEIPT_WITHDRAWAL = 'receipt_withdrawal' as TableName<WithdrawalRow>

export interface HeldList extends KeyList {
  readonly keys: ReadonlyMap<string, DeviceKeyRow>
}

export function useHeldKeys(): ComputedRef<HeldList> {
  const keys = useTable(DEVICE_KEY)
  const withdrawals = useTable(RECEIPT_WITHDRAWAL)
  return computed(() => ({
    keys: new Map(keys.all().map((row) => [row.id, row])),
    withdrawn: new Map(
      withdrawals.all().map(({ hash_prefix, withdrawn_on }) => [hash_prefix, withdrawn_on]),
    ),
  }))
}
