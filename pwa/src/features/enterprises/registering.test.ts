import 'fake-indexeddb/auto'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { shallowRef } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { learn, texts } from '@/core/texts'
import { clientKey } from '@/features/replica/public'
import type { Client } from '@/sync/client'
import { Office } from '@/sync/testing/office'
import NewEnterprisePage from './NewEnterprisePage.vue'
import { addEnterprise } from './commands'
import words from './locales/zh-CN.json'

const CODE = '91441900198020532E'
const form = {
  name: '华侨公司',
  code: CODE,
  town: '',
  address: '',
  contact: '',
  phone: '',
  scope: '',
}

let office: Office
let client: Client
let router: Router
let page: VueWrapper

beforeEach(async () => {
  learn('zh-CN', { enterprises: words })
  setActivePinia(createPinia())
  office = new Office()
  client = await office.phone()
  const nowhere = { template: '<p />' }
  const routes = [
    { path: '/enterprises/:id', name: 'enterprise', component: nowhere },
    { path: '/:rest(.*)*', component: nowhere },
  ]
  router = createRouter({ history: createMemoryHistory(), routes })
  await router.push('/enterprises/new')
  page = mount(NewEnterprisePage, {
    attachTo: document.body,
    global: { plugins: [texts, router], provide: { [clientKey]: shallowRef(client) } },
  })
  await client.loadDrafts()
  await flushPromises()
})
afterEach(() => {
  page.unmount()
  document.body.innerHTML = ''
  office.closePhones()
})

async function save(fields: Record<number, string>): Promise<void> {
  const inputs = page.findAll('input')
  for (const [n, text] of Object.entries(fields)) await inputs[Number(n)]?.setValue(text)
  await page.get('.page-action button').trigger('click')
  await flushPromises()
}

test('a code that is registered already opens its file in place of a second one', async () => {
  await client.issue(addEnterprise('e1', form))

  await save({ 0: '华侨商品公司', 1: CODE })
  await vi.waitFor(() => expect(document.body.textContent).toContain('同一个代码不能登记两家'))
  document.querySelector<HTMLElement>('.van-dialog__confirm')?.click()

  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/enterprises/e1'))
  expect(client.outbox()).toHaveLength(1)
})

test('a telephone number that cannot be called is refused in words', async () => {
  const tel = page.findAll('input').findIndex((input) => input.attributes('type') === 'tel')

  await save({ 0: '新厂', [tel]: '12345' })

  expect(page.text()).toContain('电话号码不对')
  expect(client.outbox()).toHaveLength(0)
})
