import { describe, expect, test } from 'vitest'
import { byDay, newestFirst } from './days'
import { ownVisits, passing } from './listing'
import { peopleToAdd } from './people'
import type { PersonRow } from './rows'
import { aVisit, anEntry, CO_OFFICER, OFFICER } from './testing'

const visits = [
  aVisit({ opened_at: '2026-11-20T02:00:00Z' }),
  aVisit({ id: 'v2', opened_at: '2026-11-23T02:00:00Z' }),
  aVisit({ id: 'v3', opened_at: '2026-11-23T03:00:00Z', state: 'withdrawn' }),
  aVisit({ id: 'v4', participants: [CO_OFFICER] }),
]
const own = ownVisits({
  ...{ visits, findings: [], personId: OFFICER },
  entries: [anEntry({ entity: 'v2' })],
})

describe('the list of one’s own visits', () => {
  test('leaves out those of others', () => {
    expect(own.map(({ visit }) => visit.id)).toEqual(['v1', 'v2', 'v3'])
  })

  test('stands by day, the newest first', () => {
    expect(
      byDay(newestFirst(own)).map(({ visits: of }) => of.map(({ visit }) => visit.id)),
    ).toEqual([['v3', 'v2'], ['v1']])
  })

  test.each([
    ['waiting', ['v2']],
    ['confirmed', ['v1']],
    ['withdrawn', ['v3']],
    ['all', ['v1', 'v2', 'v3']],
  ] as const)('shows under %s what belongs there', (filter, ids) => {
    expect(passing(own, filter).map(({ visit }) => visit.id)).toEqual(ids)
  })
})

describe('the choice of co-officers', () => {
  const person = (id: string, initials: string, branch: string, active = true): PersonRow => ({
    ...{ id, ver: 1, name: id, initials, branch_id: branch, role: 'officer', active },
  })
  const people = [
    person('陈志远', 'czy', 'b1'),
    person('曾国栋', 'zgd', 'b2'),
    person('梁嘉欣', 'ljx', 'b1'),
    person('走了的人', 'zldr', 'b1', false),
  ]
  const looking = { words: '', self: '陈志远', branchId: 'b1', chosen: [] }

  test('has the own branch first, without oneself and without those who left', () => {
    expect(peopleToAdd(people, looking).map(({ id }) => id)).toEqual(['梁嘉欣', '曾国栋'])
  })

  test('is found by a piece of the name or by initials in any case', () => {
    expect(peopleToAdd(people, { ...looking, words: '国' }).map(({ id }) => id)).toEqual(['曾国栋'])
    expect(peopleToAdd(people, { ...looking, words: 'LJ' }).map(({ id }) => id)).toEqual(['梁嘉欣'])
  })
})
