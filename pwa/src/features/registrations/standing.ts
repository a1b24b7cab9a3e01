/** How far an act has come, in one word: on this phone, at the bureau, with the co-officer. */
import { isWaiting, type Entry } from '@/sync/entry'
import type { RegistrationRow } from './rows'

/**
 * unsent 待同步 · refused 需处理 · confirmed 已确认 · waiting 待协办人确认 · in_review 复核中 ·
 * withdrawn 已撤回
 */
export type Standing = 'unsent' | 'refused' | RegistrationRow['state']

/** Where the act stands, judged by the commands of this phone that touch it. */
export function standingOf(act: RegistrationRow, entries: readonly Entry[]): Standing {
  const own = entries.filter(({ entity }) => entity === act.id)
  if (own.some(({ state }) => state === 'review')) return 'refused'
  if (own.some(isWaiting)) return 'unsent'
  return act.state
}

/** Why the bureau looks at it again, in its own words; empty where it gave none. */
export function reviewReasons({ history, state }: RegistrationRow): readonly string[] {
  if (state !== 'in_review') return []
  return history.filter(({ action }) => action === 'review').map(({ reason }) => reason)
}

/** Acts for which a person is the second officer and has not yet said whether they stand for them. */
export function waitingFor(acts: readonly RegistrationRow[], personId: string): RegistrationRow[] {
  return acts.filter(
    ({ co_id, co_state, state }) =>
      co_id === personId && co_state === 'waiting' && state !== 'withdrawn',
  )
}

/** The acts that a person leads or stands for, the last first. */
export function ownActs(acts: readonly RegistrationRow[], personId: string): RegistrationRow[] {
  return acts
    .filter(({ lead_id, co_id }) => lead_id === personId || co_id === personId)
    .sort((one, other) => other.decided_at.localeCompare(one.decided_at))
}
