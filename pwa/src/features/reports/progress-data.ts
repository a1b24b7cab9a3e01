import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { fieldsOf, itemsOf, numberIn, textIn } from '@/core/shape'
import { queryOf } from '@/core/saving'
import { wire } from '@/core/wire'
import { RULES, USUAL_RULES, type QuotaRules } from '@/rules/quota-plan'

export const ranks = ['deputy_division', 'deputy_section', 'ordinary'] as const
export type Rank = (typeof ranks)[number]

export interface PlanRow {
  rank: string
  visits: number
  solved: number
  inPrinciple: boolean
}

export interface Plan {
  id: string
  name: string
  from: string
  to: string
  rows: PlanRow[]
  membersOnly: boolean
  open: boolean
  kind: PlanKind
  rules: QuotaRules
}

export const planKinds = ['enterprises', 'people'] as const
export type PlanKind = (typeof planKinds)[number]

export const standingStates = ['behind', 'done', 'waived'] as const
export type StandingState = (typeof standingStates)[number]

/** Which lines of a plan are on the screen; null asks for all. */
export interface ProgressFilters {
  branch: string | null
  rank: Rank | null
  state: StandingState | null
}

/** One person's line: what is asked, what is done, and how fresh that is. */
export interface Standing {
  id: string
  name: string
  branch: string
  rank: string
  targetVisits: number
  targetSolved: number
  enterprises: number
  times: number
  solved: number
  waiver: string | null
  state: StandingState
  partFrom: string | null
  partTo: string | null
  lastSync: Date | null
  waiting: number
}

export async function fetchPlans(): Promise<Answer<Plan[]>> {
  return read(await request('GET', '/api/quotas'), (raw) => itemsOf(raw).map(planOf))
}

/** The address of a plan's lines, or of the workbook that holds the same. */
export function progressPath(
  plan: string,
  end: 'progress' | 'export.xlsx',
  filters: ProgressFilters,
): string {
  const { branch, rank, state } = filters
  const query = queryOf({ branch_id: branch, rank, state })
  return `/api/quotas/${encodeURIComponent(plan)}/${end}${query}`
}

export async function fetchProgress(
  id: string,
  filters: ProgressFilters,
): Promise<Answer<Standing[]>> {
  const path = progressPath(id, 'progress', filters)
  return read(await request('GET', path), (raw) =>
    wire('ProgressOut', raw).list('rows', standingOf),
  )
}

/** Make a plan, or change the one with this id. */
export async function savePlan(id: string | null, plan: Omit<Plan, 'id'>): Promise<Answer<Plan>> {
  const told = toldPlan(plan)
  if (id === null) return read(await request('POST', '/api/quotas', told), planOf)
  const path = `/api/quotas/${encodeURIComponent(id)}`
  const changes = { ...told, state: plan.open ? 'open' : 'closed' }
  return read(await request('PATCH', path, changes), planOf)
}

/** A plan as the bureau reads it. */
export function toldPlan(plan: Omit<Plan, 'id'>): Record<string, unknown> {
  return {
    name: plan.name,
    period_from: plan.from,
    period_to: plan.to,
    members_only: plan.membersOnly,
    rows: plan.rows.map(({ rank, visits, solved, inPrinciple }) => ({
      rank,
      visits,
      solved,
      in_principle: inPrinciple,
    })),
    kind: plan.kind,
    rules: plan.rules,
  }
}

/** Free a person of a target with a reason, or hold them to it again with null. */
export async function saveWaiver(
  plan: string,
  person: string,
  reason: string | null,
): Promise<Answer<unknown>> {
  const path = `/api/quotas/${encodeURIComponent(plan)}/waivers/${encodeURIComponent(person)}`
  return reason === null ? request('DELETE', path) : request('PUT', path, { reason })
}

function planOf(raw: unknown): Plan {
  const plan = wire('PlanOut', raw)
  return {
    id: plan.text('id'),
    name: plan.text('name'),
    from: plan.text('period_from'),
    to: plan.text('period_to'),
    rows: plan.list('rows', rowOf),
    membersOnly: plan.flag('members_only'),
    open: plan.text('state') === 'open',
    kind: planKinds.find((kind) => kind === plan.text('kind')) ?? 'enterprises',
    rules: rulesOf(plan.raw('rules')),
  }
}

/** Rules as told, the usual one for each that is absent. */
function rulesOf(raw: unknown): QuotaRules {
  const fields = fieldsOf(raw)
  const weights = fieldsOf(fields.get('weights'))
  const usual = USUAL_RULES.weights
  const pick = <T extends string>(name: string, words: readonly [T, ...T[]]): T =>
    words.find((word) => word === textIn(fields, name)) ?? words[0]
  const weight = (name: keyof typeof usual): number => numberIn(weights, name) ?? usual[name]
  return {
    rank_rule: pick('rank_rule', RULES.rank_rule),
    part_rule: pick('part_rule', RULES.part_rule),
    rounding: pick('rounding', RULES.rounding),
    transfer_rule: pick('transfer_rule', RULES.transfer_rule),
    work_rule: pick('work_rule', RULES.work_rule),
    co_rule: pick('co_rule', RULES.co_rule),
    least_days: numberIn(fields, 'least_days') ?? 0,
    weights: {
      finding: weight('finding'),
      petition: weight('petition'),
      registration: weight('registration'),
      hard: weight('hard'),
    },
  }
}

function rowOf(raw: unknown): PlanRow {
  const row = wire('PlanRowOut', raw)
  return {
    rank: row.text('rank'),
    visits: row.number('visits'),
    solved: row.number('solved'),
    inPrinciple: row.flag('in_principle'),
  }
}

function standingOf(raw: unknown): Standing {
  const line = wire('StandingOut', raw)
  return {
    id: line.text('person_id'),
    name: line.text('name'),
    branch: line.text('branch_name'),
    rank: line.text('rank'),
    targetVisits: line.number('target_visits'),
    targetSolved: line.number('target_solved'),
    enterprises: line.number('enterprises'),
    times: line.number('visit_times'),
    solved: line.number('solved'),
    waiver: line.textOrNull('waiver'),
    state: standingStates.find((state) => state === line.text('state')) ?? 'behind',
    partFrom: line.textOrNull('part_from'),
    partTo: line.textOrNull('part_to'),
    lastSync: line.moment('last_sync_at'),
    waiting: line.number('waiting'),
  }
}
