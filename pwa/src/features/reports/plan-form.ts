import type { Plan } from './progress-data'

export type PlanForm = Omit<Plan, 'id'>
export type PlanFault = 'name' | 'period' | 'target'

const MOST = 999

/** A plan for one year that asks what the circular asks. */
export function usualPlan(year: number): PlanForm {
  return {
    name: '',
    from: `${year}-01-01`,
    to: `${year}-12-31`,
    membersOnly: true,
    open: true,
    rows: [
      { rank: 'deputy_division', visits: 2, solved: 2, inPrinciple: false },
      { rank: 'deputy_section', visits: 1, solved: 1, inPrinciple: false },
      { rank: 'ordinary', visits: 0, solved: 1, inPrinciple: true },
    ],
  }
}

/** What is wrong with a plan before it is sent, if anything. */
export function faultOf(plan: PlanForm): PlanFault | null {
  if (plan.name.trim() === '') return 'name'
  if (plan.from === '' || plan.to === '' || plan.from > plan.to) return 'period'
  const isTarget = (figure: number): boolean =>
    Number.isInteger(figure) && figure >= 0 && figure <= MOST
  const areTargets = plan.rows.every((row) => isTarget(row.visits) && isTarget(row.solved))
  return areTargets ? null : 'target'
}
