import { describe, expect, test } from 'vitest'
import { FINDING, VISIT, type FindingRow, type VisitRow } from '@/features/visits/public'
import { emptyChange } from '@/sync/change'
import type { Entry } from '@/sync/entry'
import type { Row } from '@/sync/protocol'
import { LayeredReplica } from '@/sync/replica'
import type { PlanRow } from './rows'
import { waitingFor, type Work } from './waiting'

const PLAN: PlanRow = {
  ...{ id: 'p', ver: 1, name: '2026 年走访', rows: [], state: 'open' },
  ...{ period_from: '2026-07-01', period_to: '2026-12-31' },
}
const OFFICER = 'officer'

function visit(id: string, known: Partial<VisitRow> = {}): Row {
  const opened_at = '2026-11-20T02:00:00Z'
  const participants = [OFFICER, 'co-officer']
  return { id, ver: 1, enterprise_id: 'e1', state: 'closed', opened_at, participants, ...known }
}

function finding(id: string, known: Partial<FindingRow> = {}): Row {
  return { id, ver: 1, visit_id: 'v1', state: 'solved', solved_by: OFFICER, ...known }
}

function workOf(confirmed: Record<string, Row[]>, waiting: [string, Row][]): Work {
  const replica = new LayeredReplica()
  const change = emptyChange('officer:o', true)
  for (const [name, rows] of Object.entries(confirmed)) {
    const byId = new Map(rows.map((row) => [row.id, row]))
    change.tables.set(name, { cols: ['id', 'ver'], rows: byId, gone: new Set() })
  }
  replica.apply([change])
  replica.follow(waiting.map(([tbl, row], n) => entryOf(n + 1, tbl, row)))
  return { visits: replica.table(VISIT), findings: replica.table(FINDING), personId: OFFICER }
}

function entryOf(seq: number, tbl: string, row: Row): Entry {
  return {
    ...{ seq, id: `c${seq}`, name: 'visit.close', entity: row.id, title: '', created_at: 0 },
    ...{ body: '', bytes: 0, hash: '', prev_hash: '', blobs: [], settled: false },
    ...{ state: 'waiting', result: null, acked_at: null },
    previews: [{ tbl, id: row.id, row, changes: false }],
  }
}

describe('what waits on the phone of an officer', () => {
  test('counts a new enterprise once and each visit to it', () => {
    const work = workOf({}, [
      ['visit', visit('v1')],
      ['visit', visit('v2')],
    ])

    expect(waitingFor(PLAN, work)).toEqual({ enterprises: 1, visitTimes: 2, solved: 0 })
  })

  test('does not count an enterprise again that a confirmed visit has reached', () => {
    const work = workOf({ visit: [visit('v0')] }, [['visit', visit('v1')]])

    expect(waitingFor(PLAN, work)).toEqual({ enterprises: 0, visitTimes: 1, solved: 0 })
  })

  test('leaves out visits of others, of other periods and withdrawn ones', () => {
    const work = workOf({}, [
      ['visit', visit('v1', { participants: ['co-officer'] })],
      ['visit', visit('v2', { opened_at: '2026-06-20T02:00:00Z' })],
      ['visit', visit('v3', { state: 'withdrawn' })],
    ])

    expect(waitingFor(PLAN, work)).toEqual({ enterprises: 0, visitTimes: 0, solved: 0 })
  })

  test('counts a problem that was solved here, until the bureau knows it', () => {
    const open = finding('f1', { state: 'open', solved_by: null })
    const solvedHere = finding('f1', { solved_on: '2026-11-20' })
    const of = (known: Row) =>
      workOf({ visit: [visit('v1')], finding: [known] }, [['finding', solvedHere]])

    expect(waitingFor(PLAN, of(open)).solved).toBe(1)
    expect(waitingFor(PLAN, of(solvedHere)).solved).toBe(0)
  })
})
