import { describe, expect, test } from 'vitest'
import { FINDING, VISIT, type FindingRow, type VisitRow } from '@/features/visits/public'
import { emptyChange } from '@/sync/change'
import type { Entry } from '@/sync/entry'
import type { Row } from '@/sync/protocol'
import { LayeredReplica } from '@/sync/replica'
import { estimateOf, type Estimate } from './estimate'
import { cityDay, confirmedWork, shownWork } from './facts'
import { MATTER, type MatterRow, type PlanRow, type ProgressRow } from './rows'

const PLAN: PlanRow = {
  ...{ id: 'p', ver: 1, name: '2026 年走访', state: 'open' },
  rows: [{ rank: 'ordinary', visits: 2, solved: 1, in_principle: true }],
  ...{ period_from: '2026-07-01', period_to: '2026-12-31' },
}
const OFFICER = 'officer'
const ALWAYS = { from: null, to: null }
const PROGRESS: ProgressRow = {
  ...{ id: 'q', ver: 1, plan_id: 'p', person_id: OFFICER, rank: 'ordinary' },
  ...{ target_visits: 2, target_solved: 1, enterprises: 0, visit_times: 0, solved: 0 },
  standing: {
    ranks: [{ rank: 'ordinary', ...ALWAYS }],
    members: [{ from: '2026-08-01', to: null }],
    posts: [{ branch_id: 'b', ...ALWAYS }],
    waiver: null,
  },
}

function visit(id: string, known: Partial<VisitRow> = {}): Row {
  const opened_at = '2026-11-20T02:00:00Z'
  const people = { participants: [OFFICER, 'co-officer'], author_id: OFFICER }
  const received_at = null
  return {
    id,
    ver: 1,
    enterprise_id: 'e1',
    state: 'closed',
    opened_at,
    received_at,
    ...people,
    ...known,
  }
}

function finding(id: string, known: Partial<FindingRow> = {}): Row {
  return { id, ver: 1, visit_id: 'v1', state: 'solved', solved_by: OFFICER, ...known }
}

function matter(id: string, known: Partial<MatterRow> = {}): Row {
  const solved = { state: 'confirmed', solved_by: OFFICER, solved_on: '2026-11-20' }
  return { id, ver: 1, source: 'petition', hard: false, finding_id: null, ...solved, ...known }
}

type Waiting = [string, Row][]

function estimate(
  confirmed: Record<string, Row[]>,
  waiting: Waiting,
  given: { plan?: Partial<PlanRow>; progress?: Partial<ProgressRow>; refused?: Waiting } = {},
): Estimate {
  const replica = new LayeredReplica()
  const change = emptyChange('officer:o', true)
  for (const [name, rows] of Object.entries(confirmed)) {
    const byId = new Map(rows.map((row) => [row.id, row]))
    change.tables.set(name, { cols: ['id', 'ver'], rows: byId, gone: new Set() })
  }
  replica.apply([change])
  replica.follow(waiting.map(([tbl, row], n) => entryOf(n + 1, tbl, row)))
  const tables = {
    visits: replica.table(VISIT),
    findings: replica.table(FINDING),
    matters: replica.table(MATTER),
  }
  const refused = (given.refused ?? []).map(([tbl, row], n): Entry => ({
    ...entryOf(n + 90, tbl, row),
    state: 'review',
  }))
  const work = { shown: shownWork(tables, refused), confirmed: confirmedWork(tables) }
  return estimateOf({ ...PLAN, ...given.plan }, { ...PROGRESS, ...given.progress }, work)
}

function entryOf(seq: number, tbl: string, row: Row): Entry {
  return {
    ...{ seq, id: `c${seq}`, name: 'visit.close', entity: row.id, title: '', created_at: 0 },
    ...{ body: '', bytes: 0, hash: '', prev_hash: '', blobs: [], settled: false },
    ...{ state: 'waiting', result: null, acked_at: null },
    previews: [{ tbl, id: row.id, row, changes: false }],
  }
}

function waitingOf({ enterprises, visitTimes, solved }: Estimate): number[] {
  return [enterprises.waiting, visitTimes.waiting, solved.waiting]
}

describe('what waits on the phone of an officer', () => {
  test('counts a new enterprise once and each visit to it, and says of each item why', () => {
    const found = estimate({}, [
      ['visit', visit('v1')],
      ['visit', visit('v2')],
    ])

    expect(waitingOf(found)).toEqual([1, 2, 0])
    expect(found.items.map(({ id, why, waits }) => [id, why, waits])).toEqual([
      ['v1', 'counts', true],
      ['v2', 'again', true],
    ])
    expect([found.missingVisits, found.missingSolved]).toEqual([1, 1])
  })

  test('does not count an enterprise again that a confirmed visit has reached', () => {
    const found = estimate({ visit: [visit('v0')] }, [['visit', visit('v1')]])

    expect(waitingOf(found)).toEqual([0, 1, 0])
    expect(found.items.map(({ id, waits }) => [id, waits])).toEqual([
      ['v0', false],
      ['v1', true],
    ])
  })

  test('takes away what a withdrawal that waits here will take away', () => {
    const gone = visit('v0', { state: 'withdrawn' })
    const known = { visit: [visit('v0')] }

    const found = estimate(known, [['visit', gone]], {
      progress: { enterprises: 1, visit_times: 1 },
    })

    expect(waitingOf(found)).toEqual([-1, -1, 0])
    expect(found.missingVisits).toBe(2)
  })

  test('leaves out visits of others, of other periods and refused ones, the last with the reason', () => {
    const found = estimate(
      {},
      [
        ['visit', visit('v1', { participants: ['co-officer'] })],
        ['visit', visit('v2', { opened_at: '2026-06-20T02:00:00Z' })],
      ],
      { refused: [['visit', visit('v3')]] },
    )

    expect(waitingOf(found)).toEqual([0, 0, 0])
    expect(found.items.map(({ id, why }) => [id, why])).toEqual([
      ['v2', 'outside'],
      ['v3', 'rejected'],
    ])
  })

  test('counts what a review refused first and took in later, and does not call it refused', () => {
    const found = estimate({ visit: [visit('v1')] }, [], { refused: [['visit', visit('v1')]] })

    expect(found.items.map(({ id, why }) => [id, why])).toEqual([['v1', 'counts']])
  })

  test('counts a problem that was solved here, until the bureau knows it', () => {
    const open = finding('f1', { state: 'open', solved_by: null })
    const solvedHere = finding('f1', { solved_on: '2026-11-20' })
    const of = (known: Row): Estimate =>
      estimate({ visit: [visit('v1')], finding: [known] }, [['finding', solvedHere]])

    expect(of(open).solved.waiting).toBe(1)
    expect(of(solvedHere).solved.waiting).toBe(0)
  })

  test('counts a confirmed case, and one of a finding as the same problem', () => {
    const told = estimate({ visit: [visit('v1')] }, [
      ['finding', finding('f1', { solved_on: '2026-11-19' })],
      ['matter', matter('m1')],
      ['matter', matter('m2', { source: 'finding', finding_id: 'f1' })],
      ['matter', matter('m3', { state: 'solved_proposed' })],
    ])

    expect(told.solved.waiting).toBe(2)
    expect(told.items.find(({ id }) => id === 'm2')?.why).toBe('same_problem')
  })

  test('follows the rules of the plan and the standing that the bureau sent', () => {
    const before = visit('v1', { opened_at: '2026-07-10T02:00:00Z' })
    const rules = { work_rule: 'held' } as const

    expect(waitingOf(estimate({}, [['visit', before]]))).toEqual([1, 1, 0])
    expect(waitingOf(estimate({}, [['visit', before]], { plan: { rules } }))).toEqual([0, 0, 0])
  })

  test('counts with rows of before there were rules and standings', () => {
    const found = estimate({}, [['visit', visit('v1')]], { progress: { standing: null } })

    expect(waitingOf(found)).toEqual([1, 1, 0])
  })
})

test('a day is the civil day of the city, wherever the phone is', () => {
  expect(cityDay('2026-12-31T15:59:59Z')).toBe('2026-12-31')
  expect(cityDay('2026-12-31T16:00:00Z')).toBe('2027-01-01')
})
