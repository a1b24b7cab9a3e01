import type { VisitPlanRow } from './rows'

/** How many days ahead one sees what is to come. */
export const AHEAD_DAYS = 14

export interface Due {
  plan: VisitPlanRow
  /** late: before today; today; ahead; off: called off, shown until its day. */
  when: 'late' | 'today' | 'ahead' | 'off'
}

/** What of one's assigned visits concerns the next fortnight, the most urgent first. */
export function dueFrom(plans: Iterable<VisitPlanRow>, personId: string, today: string): Due[] {
  const until = dayAfter(today, AHEAD_DAYS - 1)
  const due: Due[] = []
  for (const plan of plans) {
    if (plan.person_id !== personId || plan.state === 'done' || plan.due_on > until) continue
    if (plan.state === 'cancelled') {
      if (plan.due_on >= today) due.push({ plan, when: 'off' })
    } else {
      due.push({ plan, when: whenOf(plan.due_on, today) })
    }
  }
  return due.sort((a, b) => a.plan.due_on.localeCompare(b.plan.due_on))
}

/** The civil day so many days after another. */
export function dayAfter(on: string, days: number): string {
  const day = new Date(`${on}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10)
}

function whenOf(on: string, today: string): Due['when'] {
  if (on < today) return 'late'
  return on === today ? 'today' : 'ahead'
}
