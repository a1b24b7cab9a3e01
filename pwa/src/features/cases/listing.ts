/** Which matters a person sees under 办件, and in which order. */
import { isOverdue, isSettled } from './life'
import type { MatterRow } from './rows'

/** mine 我的 · hard 疑难待包案 · here 本地区全部 */
export const parts = ['mine', 'hard', 'here'] as const
export type Part = (typeof parts)[number]

export function matterParts(
  matters: readonly MatterRow[],
  me: string,
  today: string,
): Readonly<Record<Part, readonly MatterRow[]>> {
  const inOrder = [...matters].sort((a, b) => order(a, b, today))
  return {
    mine: inOrder.filter((one) => isMine(one, me)),
    hard: inOrder.filter((one) => one.hard && isFree(one, me)),
    here: inOrder,
  }
}

/** What waits for this person: held and not settled, or to be accepted. */
export function countMine(matters: readonly MatterRow[], me: string): number {
  return matters.filter((one) => !isSettled(one.state) && waitsFor(one, me)).length
}

function waitsFor({ holder_id, offered_to }: MatterRow, me: string): boolean {
  return holder_id === me || offered_to === me
}

function isMine(matter: MatterRow, me: string): boolean {
  return waitsFor(matter, me) || matter.opened_by === me || matter.solved_by === me
}

function isFree({ state, holder_id, offered_to }: MatterRow, me: string): boolean {
  return !isSettled(state) && holder_id === null && (offered_to === null || offered_to === me)
}

/** What is overdue first, then by the day it is due; settled ones last, the latest first. */
function order(a: MatterRow, b: MatterRow, today: string): number {
  const rank = (one: MatterRow) =>
    isSettled(one.state) ? 2 : isOverdue(one.state, one.due_on, today) ? 0 : 1
  if (rank(a) !== rank(b)) return rank(a) - rank(b)
  if (rank(a) === 2) return compare(b.opened_at, a.opened_at)
  return compare(a.due_on, b.due_on) || compare(a.id, b.id)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
