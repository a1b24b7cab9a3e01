import { USUAL_RULES } from '@/rules/quota-plan'
import type { Plan, PlanRow } from './progress-data'

export type PlanForm = Omit<Plan, 'id'>
/** What is wrong; of a target, in which row and column it stands. */
export type PlanFault =
  | { what: 'name' | 'period' | 'numbers' }
  | { what: 'target'; rank: string; column: 'enterprises' | 'solved' }

const MOST = 999
const MOST_WEIGHT = 9

/** A plan for one year that asks what the circular asks. */
export function usualPlan(year: number): PlanForm {
  return {
    name: '',
    from: `${year}-01-01`,
    to: `${year}-12-31`,
    membersOnly: true,
    open: true,
    kind: 'enterprises',
    rules: USUAL_RULES,
    rows: [
      { rank: 'deputy_division', visits: 2, solved: 2, inPrinciple: false },
      { rank: 'deputy_section', visits: 1, solved: 1, inPrinciple: false },
      { rank: 'ordinary', visits: 0, solved: 1, inPrinciple: true },
    ],
  }
}

/** What is wrong with a plan before it is sent, if anything. */
export function faultOf(plan: PlanForm): PlanFault | null {
  if (plan.name.trim() === '') return { what: 'name' }
  if (plan.from === '' || plan.to === '' || plan.from > plan.to) return { what: 'period' }
  const { least_days, weights } = plan.rules
  const isWeight = (weight: number): boolean => isTarget(weight) && weight <= MOST_WEIGHT
  if (!isTarget(least_days) || !Object.values(weights).every(isWeight)) return { what: 'numbers' }
  return plan.rows.map(targetFault).find((fault) => fault !== null) ?? null
}

function targetFault({ rank, visits, solved }: PlanRow): PlanFault | null {
  if (!isTarget(visits)) return { what: 'target', rank, column: 'enterprises' }
  return isTarget(solved) ? null : { what: 'target', rank, column: 'solved' }
}

function isTarget(figure: number): boolean {
  return Number.isInteger(figure) && figure >= 0 && figure <= MOST
}
