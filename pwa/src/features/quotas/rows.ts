/** Plans and progress as phones hold them (docs/protocol.md §3). */
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'

export interface PlanRow extends Row {
  readonly name: string
  readonly period_from: string
  readonly period_to: string
  readonly rows: readonly {
    readonly rank: string
    readonly visits: number
    readonly solved: number
    readonly in_principle: boolean
  }[]
  readonly state: 'open' | 'closed'
}

export interface ProgressRow extends Row {
  readonly plan_id: string
  readonly person_id: string
  readonly rank: 'deputy_division' | 'deputy_section' | 'ordinary'
  readonly target_visits: number
  readonly target_solved: number
  readonly enterprises: number
  readonly visit_times: number
  readonly solved: number
}

export const PLAN = 'quota_plan' as TableName<PlanRow>
export const PROGRESS = 'quota_progress' as TableName<ProgressRow>
