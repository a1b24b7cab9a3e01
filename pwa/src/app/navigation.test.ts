import { expect, test } from 'vitest'
import { routes as audit } from '@/features/audit/routes'
import { officePlacesFor } from './navigation'

const ROLES = ['officer', 'cadre', 'branch_head', 'manager', 'supervisor', 'administrator'] as const

test('the trail is offered to the supervisor, who alone may open it', () => {
  const offered = ROLES.filter((role) => officePlacesFor(role).some(({ key }) => key === 'audit'))

  expect(offered).toEqual(['supervisor'])
  expect(audit.map(({ meta }) => meta?.roles)).toEqual([offered])
})
