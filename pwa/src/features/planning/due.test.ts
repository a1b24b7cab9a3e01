import { expect, test } from 'vitest'
import { dayAfter, dueFrom } from './due'
import type { VisitPlanRow } from './rows'

const TODAY = '2026-11-26'

function plan(id: string, due_on: string, more: Partial<VisitPlanRow> = {}): VisitPlanRow {
  return {
    ...{ id, ver: 1, enterprise_id: 'e', enterprise_name: '厂', address: '', person_id: 'me' },
    ...{ due_on, note: '', state: 'planned', visit_id: null, reason: '', by_name: '何敏' },
    ...more,
  }
}

test('what is late stands before what is to be done today and later', () => {
  const due = dueFrom(
    [plan('c', '2026-12-01'), plan('b', TODAY), plan('a', '2026-11-20')],
    'me',
    TODAY,
  )

  expect(due.map(({ plan: { id }, when }) => [id, when])).toEqual([
    ['a', 'late'],
    ['b', 'today'],
    ['c', 'ahead'],
  ])
})

test('what is done, or comes after the fortnight, or is somebody else’s is not shown', () => {
  const others = [
    plan('a', TODAY, { state: 'done', visit_id: 'v' }),
    plan('b', '2026-12-10'),
    plan('c', TODAY, { person_id: 'other' }),
  ]

  expect(dueFrom(others, 'me', TODAY)).toEqual([])
  expect(dueFrom([plan('d', '2026-12-09')], 'me', TODAY)).toHaveLength(1)
})

test('a visit that was called off is told until its day is over', () => {
  const off = { state: 'cancelled', reason: '企业停产' } as const

  expect(dueFrom([plan('a', TODAY, off)], 'me', TODAY)[0]?.when).toBe('off')
  expect(dueFrom([plan('a', '2026-11-25', off)], 'me', TODAY)).toEqual([])
})

test('days are counted over the end of a month and of a year', () => {
  expect(dayAfter('2026-12-30', 3)).toBe('2027-01-02')
  expect(dayAfter('2028-02-28', 1)).toBe('2028-02-29')
})
