import 'fake-indexeddb/auto'
import { mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { shallowRef } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { texts } from '@/core/texts'
import { clientKey } from '@/features/replica/public'
import { BADLY_SIGNED } from '@/sync/signing'
import { note, Office } from '@/sync/testing/office'
import RegisterKey from './RegisterKey.vue'

const office = new Office()

afterEach(() => {
  office.closePhones()
  vi.unstubAllGlobals()
})

test('a key that the bureau lost is told at each refusal until it is taken, and then work goes', async () => {
  const client = await office.phone()
  await client.syncNow()
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', component: {} }],
  })
  const answers = [new Response('{}'), new Response('', { status: 503 }), new Response('{}')]
  const told = vi.fn(() => Promise.resolve(answers.shift() ?? new Response('{}')))
  vi.stubGlobal('fetch', told)
  // This page is the only tab.
  const request = (_name: string, _how: object, work: (lock: object) => unknown) => work({})
  vi.spyOn(navigator, 'locks', 'get').mockReturnValue({ request } as unknown as LockManager)
  const provide = { [clientKey as symbol]: shallowRef(client) }
  mount(RegisterKey, { global: { plugins: [texts, router], provide } })
  await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1))
  office.code = BADLY_SIGNED
  office.faults = [403, 403]

  await client.issue(note('n1', 'from the door'))
  await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(2))
  expect(client.status().waiting).toBe(1)
  await client.syncNow()

  await vi.waitFor(() => expect(client.status().waiting).toBe(0))
  expect(told).toHaveBeenCalledTimes(3)
  expect(office.bureau.feed('town:1').rows()).toHaveLength(1)
})
