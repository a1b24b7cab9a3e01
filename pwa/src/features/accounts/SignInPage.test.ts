import 'fake-indexeddb/auto'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { learn, texts } from '@/core/texts'
import SignInPage from './SignInPage.vue'
import words from './locales/zh-CN.json'
import { Bureau } from './test-bureau'

let bureau: Bureau
let page: VueWrapper
let router: Router

beforeEach(async () => {
  learn('zh-CN', { accounts: words })
  setActivePinia(createPinia())
  bureau = new Bureau()
  await bureau.start()
  router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: { template: '<p />' } }],
  })
  await router.push('/sign-in?next=/visits/v1')
  page = mount(SignInPage, { global: { plugins: [texts, router] } })
})

afterEach(async () => {
  page.unmount()
  await bureau.stop()
})

async function submit(name: string, password: string): Promise<void> {
  await page.get('input[name=name]').setValue(name)
  await page.get('input[name=password]').setValue(password)
  await page.get('form').trigger('submit')
}

test('an officer comes to the page they wanted', async () => {
  await submit('officer', 'good-pass')

  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/visits/v1'))
})

test('a wrong password is said in the words of the bureau', async () => {
  await submit('officer', 'wrong')

  await vi.waitFor(() => expect(page.text()).toContain('登录名或密码不对'))
})

test('a missing network is said with what to do', async () => {
  await bureau.stop()

  await submit('officer', 'good-pass')

  await vi.waitFor(() => expect(page.text()).toContain('登录需要联网'))
})

test('nothing is sent before name and password are there', async () => {
  await submit('officer', '')
  await flushPromises()

  expect(page.text()).toContain('请先输入密码')
  expect(bureau.devices).toEqual([])
})

test('the password can be looked at and hidden again', async () => {
  const password = page.get('input[name=password]')
  expect(password.attributes('type')).toBe('password')

  await page.get('.sign-in-eye').trigger('click')
  expect(password.attributes('type')).toBe('text')

  await page.get('.sign-in-eye').trigger('click')
  expect(password.attributes('type')).toBe('password')
})
