/** Assigned visits as phones hold them (docs/protocol.md §3). */
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'

export interface VisitPlanRow extends Row {
  readonly enterprise_id: string
  readonly enterprise_name: string
  readonly address: string
  readonly person_id: string
  readonly due_on: string
  readonly note: string
  readonly state: 'planned' | 'done' | 'cancelled'
  readonly visit_id: string | null
  readonly reason: string
  readonly by_name: string
}

export const VISIT_PLAN = 'visit_plan' as TableName<VisitPlanRow>
