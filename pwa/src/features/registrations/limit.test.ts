import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { limitOf } from './limit'
import { aRegimeRow, anAct, TODAY } from './testing'

const CALENDAR = {
  ...aRegimeRow('calendar.cn'),
  content: readFileSync('../sync/rules/packs/calendar.json', 'utf8'),
}
const REGIME = aRegimeRow('regime.2015_approval', { limit: { count: 15, unit: 'natural_day' } })

test('a decision is to be given by the last day of the limit, counted from the door', () => {
  const limit = limitOf(anAct(), [REGIME, CALENDAR], TODAY)

  const due = { on: '2026-12-11', isProvisional: false }
  expect(limit).toEqual({ count: 15, unit: 'natural', due })
})

test('a limit that ends in a year whose holidays nobody has announced is provisional', () => {
  const limit = limitOf(anAct({ decided_on: '2026-12-18' }), [REGIME, CALENDAR], TODAY)

  expect(limit?.due).toEqual({ on: '2027-01-04', isProvisional: true })
})

test('working days are counted where the regime counts them', () => {
  const regime = aRegimeRow('regime.2015_approval', { limit: { count: 5, unit: 'working_day' } })

  expect(limitOf(anAct(), [regime, CALENDAR], TODAY)?.due?.on).toBe('2026-12-03')
})

test('without a calendar on this phone the limit stands without its last day', () => {
  expect(limitOf(anAct(), [REGIME], TODAY)).toEqual({ count: 15, unit: 'natural', due: null })
  const before = anAct({ decided_on: '1970-01-02' })
  expect(limitOf(before, [REGIME, CALENDAR], TODAY)?.due).toBeNull()
})

test('what is told and not applied for has no limit, nor what is done on the spot', () => {
  const onTheSpot = aRegimeRow('regime.2015_approval', { limit: { count: 0, unit: 'natural_day' } })

  expect(limitOf(anAct({ act: 'exemption' }), [REGIME, CALENDAR], TODAY)).toBeNull()
  expect(limitOf(anAct(), [onTheSpot, CALENDAR], TODAY)).toBeNull()
  expect(limitOf(anAct(), [CALENDAR], TODAY)).toBeNull()
})
