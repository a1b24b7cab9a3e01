import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { itemsOf } from '@/core/shape'
import { wire } from '@/core/wire'

/** What a branch follows or was told to follow; `from` is empty where nobody ever said anything. */
export interface RegimeLine {
  readonly id: string
  readonly branchId: string
  readonly branch: string
  readonly regime: string
  readonly title: string
  readonly from: string
  readonly isCurrent: boolean
  readonly setBy: string
}

export type RegimeStanding = 'current' | 'coming' | 'past'

/** What a branch is to follow, and from which civil day on. */
export interface NewRegime {
  readonly branchId: string
  readonly regime: string
  readonly from: string
}

const REGIMES = '/api/rules/regimes'
/** Packs whose id begins so are regimes (docs/registrations.md §1). */
export const REGIME_PREFIX = 'regime.'

export async function fetchRegimes(): Promise<Answer<RegimeLine[]>> {
  return read(await request('GET', REGIMES), linesOf)
}

export async function setRegime({
  branchId,
  regime,
  from,
}: NewRegime): Promise<Answer<RegimeLine[]>> {
  const wanted = { branch_id: branchId, regime, from_on: from }
  return read(await request('POST', REGIMES, wanted), linesOf)
}

/** Whether a branch follows it today, will, or did. */
export function standingOf({ isCurrent, from }: RegimeLine, today: string): RegimeStanding {
  if (isCurrent) return 'current'
  return from > today ? 'coming' : 'past'
}

function linesOf(raw: unknown): RegimeLine[] {
  return itemsOf(raw).map(lineOf)
}

function lineOf(raw: unknown): RegimeLine {
  const line = wire('BranchRegimeOut', raw)
  return {
    id: line.textOrNull('id') ?? `${line.text('branch_id')} usual`,
    ...{ branchId: line.text('branch_id'), branch: line.text('branch_name') },
    ...{ regime: line.text('regime'), title: line.text('title') },
    ...{ from: line.text('from_on'), isCurrent: line.flag('is_current') },
    setBy: line.text('set_by_name'),
  }
}
