/** The life of a matter, as `sync/matters.py` answers (docs/cases.md §3). */
import type { MatterRow } from './rows'
import type { MatterState } from './states'

export const verbs = [
  ...(['flag', 'take', 'log', 'propose', 'confirm', 'dispute', 'hand_over'] as const),
  ...(['accept', 'extend', 'close', 'reopen'] as const),
] as const
export type Verb = (typeof verbs)[number]

/** Why a deed is not done; the words of the bureau's rules. */
export type Why = 'again' | 'held' | 'offered' | 'not_yours' | 'not_now'

export interface Stand {
  readonly state: MatterState
  readonly holder: string | null
  readonly offeredTo: string | null
  readonly solver: string | null
}

export interface Deed {
  readonly verb: Verb
  /** Null for the enterprise or petitioner, answering by a link. */
  readonly by: string | null
  readonly leads?: boolean
  readonly to?: string | null
  readonly agrees?: boolean
}

/** How the matter stands after a deed, or why it is not done. */
export function after(stand: Stand, deed: Deed): Stand | Why {
  return steps[deed.verb](stand, deed)
}

/** Whether a person may do it to a matter as it now stands, and it changes something. */
export function may(stand: Stand, deed: Deed): boolean {
  return typeof after(stand, deed) !== 'string'
}

export function standOf(matter: MatterRow): Stand {
  const { state, holder_id, offered_to, solved_by } = matter
  return { state, holder: holder_id, offeredTo: offered_to, solver: solved_by }
}

/** Nothing more is to be done about it. */
export function isSettled(state: MatterState): boolean {
  return state === 'confirmed' || state === 'closed'
}

/** Whether the bureau should have been done by now; ISO civil days of the city. */
export function isOverdue(state: MatterState, dueOn: string, today: string): boolean {
  const isDue = !isSettled(state) && state !== 'solved_proposed'
  return isDue && dueOn !== '' && dueOn < today
}

type Step = (stand: Stand, deed: Deed) => Stand | Why

const steps: Readonly<Record<Verb, Step>> = {
  flag: (stand) => (isSettled(stand.state) ? 'not_now' : stand),
  take: (stand, { by }) => {
    // Who has it is told first, however far he has come meanwhile.
    if (stand.holder !== null && stand.holder !== by) return 'held'
    if (isSettled(stand.state)) return 'not_now'
    if (stand.holder === by) return 'again'
    if (stand.offeredTo !== null && stand.offeredTo !== by) return 'offered'
    return { ...stand, state: 'taken', holder: by, offeredTo: null }
  },
  log: (stand, { by }) => {
    const isWork = stand.holder === by && ['taken', 'disputed'].includes(stand.state)
    return isWork ? { ...stand, state: 'in_progress' } : stand
  },
  propose: (stand, { by }) => {
    if (stand.holder !== by) return anothers(stand)
    if (isSettled(stand.state)) return 'not_now'
    return { ...stand, state: 'solved_proposed', solver: by }
  },
  confirm: (stand, deed) =>
    whyNoAnswer(stand, deed, 'confirmed') ?? { ...stand, state: 'confirmed', offeredTo: null },
  dispute: (stand, deed) =>
    whyNoAnswer(stand, deed, 'disputed') ?? { ...stand, state: 'disputed', solver: null },
  hand_over: (stand, { by, leads, to = null }) => {
    if (isSettled(stand.state)) return 'not_now'
    if (stand.holder !== by && !leads) return anothers(stand)
    if (to === stand.holder || to === stand.offeredTo) return 'again'
    return { ...stand, offeredTo: to }
  },
  accept: (stand, { by, agrees = true }) => {
    if (isSettled(stand.state)) return 'not_now'
    if (stand.offeredTo !== by) {
      if (stand.holder === by) return 'again'
      return stand.offeredTo === null ? 'not_yours' : 'offered'
    }
    if (!agrees) return { ...stand, offeredTo: null }
    const state = stand.state === 'open' ? 'taken' : stand.state
    return { ...stand, state, holder: by, offeredTo: null }
  },
  extend: (stand, { leads }) => {
    if (!leads) return 'not_yours'
    return isSettled(stand.state) ? 'not_now' : stand
  },
  close: (stand, { by, leads }) => {
    if (stand.state === 'closed') return 'again'
    const isHis = stand.state === 'confirmed' && stand.holder === by
    if (!isHis && !leads) return 'not_yours'
    const solver = stand.state === 'confirmed' ? stand.solver : null
    return { ...stand, state: 'closed', offeredTo: null, solver }
  },
  reopen: (stand, { by, leads }) => {
    if (!isSettled(stand.state)) return 'again'
    if (stand.holder !== by && !leads) return 'not_yours'
    return { ...stand, state: stand.holder === null ? 'open' : 'in_progress', solver: null }
  },
}

function anothers(stand: Stand): Why {
  return stand.holder === null ? 'not_yours' : 'held'
}

/** An answer comes from the party itself, or through the phone of whoever holds the matter. */
function whyNoAnswer(stand: Stand, { by }: Deed, wanted: MatterState): Why | null {
  if (by !== null && stand.holder !== by) return anothers(stand)
  if (stand.state === wanted) return 'again'
  return stand.state === 'solved_proposed' ? null : 'not_now'
}
