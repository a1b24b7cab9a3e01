import { describe, expect, test } from 'vitest'
import {
  changesBetween,
  correctableOf,
  correctVisit,
  solveFinding,
  withdrawVisit,
} from './revising'
import type { FindingRow } from './rows'
import { aVisit, anEntry, AT, CO_OFFICER, OFFICER } from './testing'

const change = { by: OFFICER, at: AT, reason: '选错人', title: '更正', entries: [] }
const finding: FindingRow = {
  ...{ id: 'f1', ver: 0, visit_id: 'v1', enterprise_id: 'e1', category: 'water', text: '排口' },
  ...{ state: 'open', solved_on: null, solved_note: '', confirmed_by: '', solved_by: null },
}

describe('correcting a visit', () => {
  test('names only the fields that differ, each with the old and the new value', () => {
    const next = { ...correctableOf(aVisit()), participants: [OFFICER, CO_OFFICER], note: '补记' }

    expect(changesBetween(aVisit(), next)).toEqual({
      note: ['', '补记'],
      participants: [[OFFICER], [OFFICER, CO_OFFICER]],
    })
  })

  test('builds on the version that the bureau gave, and adds to the history', () => {
    const wish = correctVisit(aVisit(), { note: ['', '补记'] }, change)

    expect(wish).toMatchObject({ name: 'visit.correct', entity: 'v1', baseVer: 3 })
    expect(wish.args).toEqual({ reason: '选错人', changes: { note: ['', '补记'] } })
    expect(wish.previews[0]?.row).toMatchObject({
      note: '补记',
      history: [{ by: OFFICER, action: 'correct', reason: '选错人' }],
    })
  })

  test('of a visit that still waits builds on its own command', () => {
    const wish = correctVisit(aVisit({ ver: 0 }), {}, { ...change, entries: [anEntry()] })

    expect(wish).toMatchObject({ baseCommand: 'c1', deps: ['c1'] })
    expect(wish.baseVer).toBeUndefined()
  })
})

test('withdrawing keeps the visit, marked and with its reason', () => {
  const { name, args, previews } = withdrawVisit(aVisit(), change)

  expect([name, args]).toEqual(['visit.withdraw', { reason: '选错人' }])
  expect(previews[0]?.row).toMatchObject({ state: 'withdrawn', withdrawn_reason: '选错人' })
})

test('solving a problem of a waiting visit goes after the visit itself', () => {
  const solution = { note: '已装标识', confirmedBy: '李厂长', solvedOn: '2026-11-23' }
  const wish = solveFinding(finding, solution, { ...change, entries: [anEntry()] })

  expect(wish).toMatchObject({ name: 'finding.solve', entity: 'f1', deps: ['c1'] })
  expect(wish.baseCommand).toBeUndefined()
  expect(wish.args).toEqual({
    ...{ note: '已装标识', confirmed_by: '李厂长', solved_on: '2026-11-23' },
  })
  expect(wish.previews[0]?.row).toMatchObject({ state: 'solved', solved_by: OFFICER })
})
