import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { itemsOf } from '@/core/shape'
import { wire } from '@/core/wire'
import { standingStates, toldPlan, type Plan, type StandingState } from './progress-data'

/** What a plan would do to one person; null: nothing is asked. */
export interface Effect {
  id: string
  name: string
  before: StandingState | null
  after: StandingState | null
  enterprises: number
  targetVisits: number
  solved: number
  targetSolved: number
}

/** A frozen line of a closed plan, with the figures of today where they are others. */
export interface Statement {
  id: string
  name: string
  branch: string
  enterprises: number
  targetVisits: number
  times: number
  solved: number
  targetSolved: number
  nowEnterprises: number
  nowSolved: number
  addenda: number
}

export interface Closing {
  number: number
  at: Date | null
  head: string
  faults: string[]
  statements: Statement[]
}

/** Ask what a plan would do if it were saved like this; nothing is kept. */
export async function fetchEffects(
  id: string | null,
  plan: Omit<Plan, 'id'>,
): Promise<Answer<Effect[]>> {
  const told = { ...toldPlan(plan), plan_id: id }
  return read(await request('POST', '/api/quotas/preview', told), (raw) =>
    itemsOf(raw).map(effectOf),
  )
}

/** Where the statements of the last closing are as a workbook. */
export function statementsPath(planId: string): string {
  return `/api/quotas/${encodeURIComponent(planId)}/statements.xlsx`
}

export async function fetchClosing(id: string): Promise<Answer<Closing>> {
  const path = `/api/quotas/${encodeURIComponent(id)}/statements`
  return read(await request('GET', path), closingOf)
}

function effectOf(raw: unknown): Effect {
  const line = wire('EffectOut', raw)
  return {
    id: line.text('person_id'),
    name: line.text('name'),
    before: stateOf(line.text('before')),
    after: stateOf(line.text('after')),
    enterprises: line.number('enterprises'),
    targetVisits: line.number('target_visits'),
    solved: line.number('solved'),
    targetSolved: line.number('target_solved'),
  }
}

function closingOf(raw: unknown): Closing {
  const closing = wire('ClosingOut', raw)
  return {
    number: closing.number('number'),
    at: closing.moment('at'),
    head: closing.text('head'),
    faults: closing.list('faults', String),
    statements: closing.list('rows', statementOf),
  }
}

function statementOf(raw: unknown): Statement {
  const line = wire('StatementOut', raw)
  return {
    id: line.text('person_id'),
    name: line.text('name'),
    branch: line.text('branch_name'),
    enterprises: line.number('enterprises'),
    targetVisits: line.number('target_visits'),
    times: line.number('visit_times'),
    solved: line.number('solved'),
    targetSolved: line.number('target_solved'),
    nowEnterprises: line.number('now_enterprises'),
    nowSolved: line.number('now_solved'),
    addenda: line.number('addenda'),
  }
}

function stateOf(words: string): StandingState | null {
  return standingStates.find((state) => state === words) ?? null
}
