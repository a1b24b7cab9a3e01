/** What somebody at the desk may do to a matter, by the rules that phones have too. */
import type { Person } from '@/features/accounts/public'
import { isSettled, may, type Stand, type Verb } from '../life'
import type { CaseRecord } from './case-data'

export const deskDeeds = ['hand_over', 'log', 'flag', 'extend', 'close', 'reopen'] as const
export type DeskDeed = (typeof deskDeeds)[number]

export function deedsFor(matter: CaseRecord, person: Person | null): DeskDeed[] {
  if (person === null || person.role === 'supervisor') return []
  const { state, holderId, offeredTo, solvedBy, leads } = matter
  const stand: Stand = { state, holder: holderId, offeredTo, solver: solvedBy }
  const can = (verb: Verb) => {
    const to = verb === 'hand_over' ? 'somebody' : null
    return may(stand, { verb, by: person.id, leads, to })
  }
  return deskDeeds.filter((deed) => {
    if (deed === 'log') return !isSettled(state)
    if (deed === 'flag') return !matter.hard && can('flag')
    return can(deed)
  })
}
