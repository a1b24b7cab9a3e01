/** Plans and progress as phones hold them (docs/quotas.md), and the solved cases that count. */
import type { QuotaPlan, QuotaRules } from '@/rules/quota-plan'
import type { QuotaStanding } from '@/rules/quota-standing'
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'

/** Rules and `members_only` are absent in rows of before there were any. */
export interface PlanRow extends Row, Omit<QuotaPlan, 'rules' | 'members_only'> {
  readonly name: string
  readonly state: 'open' | 'closed'
  readonly members_only?: boolean
  readonly rules?: Partial<QuotaRules>
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
  readonly standing?: QuotaStanding | null
}

/** A case as far as it counts (docs/cases.md §2). */
export interface MatterRow extends Row {
  readonly source: 'finding' | 'petition' | 'registration'
  readonly title: string
  readonly finding_id: string | null
  readonly hard: boolean
  readonly state: string
  readonly solved_by: string | null
  readonly solved_on: string | null
}

export const PLAN = 'quota_plan' as TableName<PlanRow>
export const PROGRESS = 'quota_progress' as TableName<ProgressRow>
export const MATTER = 'matter' as TableName<MatterRow>
