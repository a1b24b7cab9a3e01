import { expect, test } from 'vitest'
import { halfHours } from './half-hours'

test('every half hour of the day can be chosen, and the time that stands', () => {
  const times = halfHours('07:00')
  expect(times).toHaveLength(48)
  expect([times[0], times[1], times.at(-1)]).toEqual(['00:00', '00:30', '23:30'])

  expect(halfHours('06:45')).toHaveLength(49)
  expect(halfHours('06:45').slice(13, 15)).toEqual(['06:30', '06:45'])
})
