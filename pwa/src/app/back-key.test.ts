import { expect, test, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { raiseLayer } from '@/ui/layers'
import { layersFirst } from './back-key'

async function formPage() {
  const history = layersFirst(createMemoryHistory())
  const router = createRouter({ history, routes: [{ path: '/:rest(.*)*', component: {} }] })
  const leaving = vi.fn()
  router.beforeEach((to) => leaving(to.path))
  await router.push('/')
  await router.push('/form')
  leaving.mockClear()
  return { router, leaving }
}

test('the back key closes the top layer, then the next, and only then leaves the form', async () => {
  const { router, leaving } = await formPage()
  const closed: string[] = []
  const lowerSheet = raiseLayer(() => {
    closed.push('sheet')
    lowerSheet()
  })
  const lowerPhoto = raiseLayer(() => {
    closed.push('photo')
    lowerPhoto()
  })

  router.back()
  expect([closed, router.currentRoute.value.path]).toEqual([['photo'], '/form'])
  router.back()
  expect([closed, router.currentRoute.value.path]).toEqual([['photo', 'sheet'], '/form'])
  expect(leaving).not.toHaveBeenCalled()

  router.back()
  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/'))
})

test('Esc closes the top layer only', () => {
  const closed: string[] = []
  const lowerPanel = raiseLayer(() => closed.push('panel'))
  const lowerPhoto = raiseLayer(() => closed.push('photo'))

  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))

  expect(closed).toEqual(['photo'])
  lowerPhoto()
  lowerPanel()
})
