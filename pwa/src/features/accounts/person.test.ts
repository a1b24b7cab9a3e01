import { expect, test } from 'vitest'
import { homeOf, isWarden, roles } from './person'

test('who leads begins at a desk with the overview, everybody else with today', () => {
  const atDesk = roles.filter((role) => homeOf(role, true) === '/office')
  const own = roles.filter((role) => isWarden(role))

  expect(atDesk).toEqual(['branch_head', 'manager', 'supervisor', 'administrator'])
  expect(roles.filter((role) => homeOf(role, false) !== '/')).toEqual(own)
})
