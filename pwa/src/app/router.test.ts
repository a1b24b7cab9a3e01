import { describe, expect, test } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import type { Role } from '@/features/accounts/public'
import { guard } from './router'

const page = { template: '<p />' }

function door(role: Role | null): Router {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', component: page },
      { path: '/visits/:id', component: page },
      { path: '/mine/password', component: page },
      { path: '/office/security', component: page, meta: { roles: ['security'] } },
      { path: '/office/audit', component: page, meta: { roles: ['auditor'] } },
      { path: '/office/imports', component: page, meta: { roles: ['administrator'] } },
      { path: '/sign-in', name: 'sign-in', component: page, meta: { open: true } },
    ],
  })
  guard(
    router,
    () => role,
    () => false,
  )
  return router
}

describe('the guard of the pages', () => {
  test('leads a stranger to the sign-in and remembers where they wanted to go', async () => {
    const router = door(null)

    await router.push('/visits/v1?tab=photos')

    expect(router.currentRoute.value).toMatchObject({
      name: 'sign-in',
      query: { next: '/visits/v1?tab=photos' },
    })
  })

  test('lets a signed-in officer through without asking the network', async () => {
    const router = door('officer')

    await router.push('/visits/v1')

    expect(router.currentRoute.value.path).toBe('/visits/v1')
  })

  test('leads a supervisor home from a page that only the administrator works on', async () => {
    const router = door('supervisor')

    await router.push('/office/imports')

    expect(router.currentRoute.value.path).toBe('/')
  })

  test.each([
    ['security', '/office/security'],
    ['auditor', '/office/audit'],
  ] as const)('leads %s home from every page of the work', async (role, home) => {
    const router = door(role)

    for (const page of ['/', '/visits/v1', '/office/imports']) {
      await router.push(page)
      expect(router.currentRoute.value.path).toBe(home)
    }
    await router.push('/mine/password')
    expect(router.currentRoute.value.path).toBe('/mine/password')
  })

  test('lets the administrator in there', async () => {
    const router = door('administrator')

    await router.push('/office/imports')

    expect(router.currentRoute.value.path).toBe('/office/imports')
  })
})
