/** The bucket repair: ask only for the parts of a scope that differ (docs/protocol.md §5). */
import { emptyChange, type ScopeChange } from '@/sync/change'
import { commitAt, type Desk, type Failure } from '@/sync/desk'
import { parseRepair } from '@/sync/parse'
import type { RepairAnswer } from '@/sync/protocol'
import { isForGood } from '@/sync/refusals'
import type { LayeredReplica } from '@/sync/replica'
import type { HeldScope, Progress } from '@/sync/store'
import { agrees } from '@/sync/tallies'

/** late: the scope has moved on at the bureau, sync first · useless: it differs as before. */
export type Repaired =
  { ok: true; outcome: 'mended' | 'late' | 'useless' } | { ok: false; failure: Failure }

/** Repair one scope by one request; counted as a defect whatever becomes of it. */
export async function repair(desk: Desk, fence: number, scope: string): Promise<Repaired> {
  const { mirror } = desk
  const held = mirror.progress.scopes[scope]
  if (held === undefined) return { ok: true, outcome: 'late' }

  const answer = await desk.http('POST', '/api/sync/repair', {
    ...{ device: mirror.device, scope, seq: held.seq, tag: held.tag },
    buckets: mirror.replica.buckets(scope),
  })
  if (!answer.ok && answer.kind === 'refused') {
    if (answer.status === 409) return { ok: true, outcome: 'late' }
    if (isForGood(answer.status)) return { ok: true, outcome: 'useless' }
  }
  if (!answer.ok) return { ok: false, failure: answer }
  const repaired = parseRepair(answer.value)
  if (!repaired.ok) return { ok: false, failure: { kind: 'unreadable' } }
  if (!isAbout(repaired.value, held)) return { ok: true, outcome: 'late' }

  const change = changeOf(scope, repaired.value, mirror.replica)
  await commitAt(desk, fence, { changes: [change], progress: countedIn(mirror.progress, change) })
  const isMended = agrees(mirror.replica.tally(scope), repaired.value.tally)
  return { ok: true, outcome: isMended ? 'mended' : 'useless' }
}

function isAbout({ seq, tag }: RepairAnswer, held: HeldScope): boolean {
  return seq === held.seq && tag === held.tag
}

/** The rows of the answer come in; what else is held in their buckets falls. */
function changeOf(scope: string, answer: RepairAnswer, replica: LayeredReplica): ScopeChange {
  const change = emptyChange(scope, false)
  for (const [table, { cols, rows }] of answer.put) {
    const put = new Map(rows.map((row) => [row.id, row]))
    change.tables.set(table, { cols, rows: put, gone: new Set() })
  }
  for (const [table, ids] of replica.idsIn(scope, answer.buckets)) {
    const part = change.tables.get(table) ?? { cols: [], rows: new Map(), gone: new Set() }
    for (const id of ids) if (!part.rows.has(id)) part.gone.add(id)
    change.tables.set(table, part)
  }
  return change
}

function countedIn(progress: Progress, { scope, tables }: ScopeChange): Progress {
  const held = progress.scopes[scope]
  if (held === undefined) return progress
  const scopes = { ...progress.scopes, [scope]: { ...held, deltas: held.deltas + tables.size } }
  return { ...progress, scopes, defects: progress.defects + 1 }
}
