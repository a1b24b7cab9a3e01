import { expect, test } from 'vitest'
import { routes as audit } from '@/features/audit/routes'
import { makesVisits, officePlacesFor, placesFor } from './navigation'

const ROLES = [
  ...(['officer', 'cadre', 'branch_head', 'manager', 'supervisor'] as const),
  ...(['administrator', 'security', 'auditor'] as const),
]

test('the trail is offered to those who watch, who alone may open it', () => {
  const offered = ROLES.filter((role) => officePlacesFor(role).some(({ key }) => key === 'audit'))

  expect(offered).toEqual(['supervisor', 'auditor'])
  expect(audit.map(({ meta }) => meta?.roles)).toEqual([offered])
})

test('who keeps the sign-ins or the log is offered nothing of the work', () => {
  const offered = (['security', 'auditor'] as const).map((role) => [
    ...placesFor(role).map(({ to }) => to),
    ...officePlacesFor(role).map(({ key }) => key),
  ])

  expect(offered).toEqual([
    ['/office/security', '/mine', 'security', 'people', 'phoneKeys'],
    ['/office/audit', '/mine', 'audit'],
  ])
  expect(makesVisits('security') || makesVisits('auditor')).toBe(false)
})
