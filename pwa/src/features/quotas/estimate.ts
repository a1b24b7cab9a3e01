/** My quota: the bureau's figures, what waits here with the reason of each item, and what is next. */
import { figures, type Figures, type Item, type Work } from '@/rules/quota'
import { USUAL_RULES, type QuotaPlan } from '@/rules/quota-plan'
import type { QuotaStanding } from '@/rules/quota-standing'
import type { PlanRow, ProgressRow } from './rows'

export interface Line {
  readonly confirmed: number
  /** What will be added, or taken away, once all that waits here is with the bureau. */
  readonly waiting: number
  readonly target: number
}

export interface Counted extends Item {
  readonly kind: 'visit' | 'problem'
  /** Whether the bureau does not count it like this yet. */
  readonly waits: boolean
}

export interface Estimate {
  readonly enterprises: Line
  readonly solved: Line
  readonly visitTimes: Line
  readonly items: readonly Counted[]
  /** How much is still missing, what waits here taken for done. */
  readonly missingVisits: number
  readonly missingSolved: number
  readonly waived: boolean
}

const ALWAYS = { from: null, to: null }

/** The difference of two counts by the kernel of the bureau is what waits; its own figure stands. */
export function estimateOf(
  plan: PlanRow,
  progress: ProgressRow,
  work: { readonly shown: Work; readonly confirmed: Work },
): Estimate {
  const asked = planOf(plan)
  const standing = progress.standing ?? alwaysOf(progress)
  const count = (told: Work): Figures => figures(progress.person_id, asked, standing, told)
  const [shown, known] = [count(work.shown), count(work.confirmed)]
  const line = (name: 'enterprises' | 'solved' | 'visit_times', target: number): Line => ({
    confirmed: progress[name],
    waiting: shown[name] - known[name],
    target,
  })
  const enterprises = line('enterprises', progress.target_visits)
  const solved = line('solved', progress.target_solved)
  return {
    ...{ enterprises, solved, visitTimes: line('visit_times', 0) },
    items: [...counted('visit', shown, known), ...counted('problem', shown, known)],
    missingVisits: missing(enterprises),
    missingSolved: missing(solved),
    waived: shown.waived,
  }
}

function planOf(plan: PlanRow): QuotaPlan {
  const rules = { ...USUAL_RULES, ...plan.rules }
  return { ...plan, rules, members_only: plan.members_only ?? true }
}

/** For rows of before the bureau sent the standing: the rank that they name, all the time. */
function alwaysOf({ rank }: ProgressRow): QuotaStanding {
  const posts = [{ branch_id: null, ...ALWAYS }]
  return { ranks: [{ rank, ...ALWAYS }], members: [ALWAYS], posts, waiver: null }
}

function counted(kind: Counted['kind'], shown: Figures, known: Figures): Counted[] {
  const name = kind === 'visit' ? 'visits' : 'problems'
  const before = new Map(known[name].map((item) => [item.id, item]))
  return shown[name].map((item) => {
    const was = before.get(item.id)
    return { ...item, kind, waits: was?.why !== item.why || was.adds !== item.adds }
  })
}

function missing({ confirmed, waiting, target }: Line): number {
  return Math.max(0, target - confirmed - waiting)
}
