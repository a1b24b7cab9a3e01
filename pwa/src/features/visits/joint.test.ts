import { describe, expect, test } from 'vitest'
import { jointVisit } from './joint'
import { aVisit, AT, CO_OFFICER, OFFICER } from './testing'

const minutes = (n: number) => new Date(AT.getTime() + n * 60_000)
const both = { author_id: CO_OFFICER, participants: [CO_OFFICER, OFFICER] }
const wanted = { enterpriseId: 'e1', personId: OFFICER, now: minutes(59) }

describe('a joint visit', () => {
  test('is offered when the co-officer named me at this enterprise within the hour', () => {
    expect(jointVisit([aVisit(both)], wanted)?.id).toBe('v1')
  })

  test.each([
    ['my own record', aVisit()],
    ['one that does not name me', aVisit({ ...both, participants: [CO_OFFICER] })],
    ['one at another enterprise', aVisit({ ...both, enterprise_id: 'e2' })],
    ['one that was withdrawn', aVisit({ ...both, state: 'withdrawn' })],
  ])('is not offered for %s', (_, visit) => {
    expect(jointVisit([visit], wanted)).toBeNull()
  })

  test('is not offered after more than an hour', () => {
    expect(jointVisit([aVisit(both)], { ...wanted, now: minutes(61) })).toBeNull()
  })

  test('is the latest one where there are several', () => {
    const later = aVisit({ ...both, id: 'v2', closed_at: minutes(20).toISOString() })

    expect(jointVisit([aVisit(both), later], wanted)?.id).toBe('v2')
  })
})
