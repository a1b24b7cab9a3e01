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

async function choose(next: string, again: string): Promise<void> {
  await page.get('input[name=new]').setValue(next)
  await page.get('input[name=again]').setValue(again)
  await page.get('form').trigger('submit')
}

async function signInByGiven(): Promise<void> {
  bureau.givePassword('given-pass')
  await submit('officer', 'given-pass')
  await vi.waitFor(() => expect(page.text()).toContain('请设一个自己的密码'))
}

test('a password that the office gave asks for an own one, and then the page opens', async () => {
  await signInByGiven()
  expect(bureau.isSignedIn()).toBe(false)

  await choose('own-pass-26', 'own-pass-26')

  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/visits/v1'))
  expect(bureau.isSignedIn()).toBe(true)
})

test('an own password that was typed wrongly the second time is not sent', async () => {
  await signInByGiven()

  await choose('own-pass-26', 'own-pass-27')

  expect(page.text()).toContain('两次输入的新密码不一样')
  expect(page.text()).toContain('请把新密码输入两次')
  expect(bureau.isSignedIn()).toBe(false)
})

test('another name is not asked for a new password', async () => {
  await signInByGiven()

  await page.get('input[name=name]').setValue('branch-head')

  expect(page.find('input[name=new]').exists()).toBe(false)
})

async function enter(code: string): Promise<void> {
  await page.get('input[name=code]').setValue(code)
  await page.get('form').trigger('submit')
}

async function isAskedForCode(): Promise<void> {
  await submit('officer', 'good-pass')
  await vi.waitFor(() => expect(page.find('input[name=code]').exists()).toBe(true))
}

test('a code of the authenticator is asked for where the bureau wants one', async () => {
  bureau.demandCodes(['123456'])
  await isAskedForCode()
  expect(page.text()).toContain('请打开手机上的验证器')
  expect(page.find('svg.qr').exists()).toBe(false)

  await enter('123456')

  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/visits/v1'))
})

test('a wrong code is said, and the field is empty for the next', async () => {
  bureau.demandCodes(['123456'])
  await isAskedForCode()

  await enter('654321')

  await vi.waitFor(() => expect(page.text()).toContain('动态验证码不对或已经用过'))
  expect(page.get<HTMLInputElement>('input[name=code]').element.value).toBe('')
  expect(bureau.isSignedIn()).toBe(false)
})

test('before the first code the secret is there to scan and to type', async () => {
  bureau.demandCodes(['123456'], false)
  await isAskedForCode()

  expect(page.get('svg.qr').attributes('aria-label')).toBe('验证器用的二维码')
  expect(page.text()).toContain('GEZDGNBVGY3TQOJQ')

  await enter('123456')
  await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/visits/v1'))
})

test('the password can be looked at and hidden again', async () => {
  const password = page.get('input[name=password]')
  expect(password.attributes('type')).toBe('password')

  await page.get('.sign-in-eye').trigger('click')
  expect(password.attributes('type')).toBe('text')

  await page.get('.sign-in-eye').trigger('click')
  expect(password.attributes('type')).toBe('password')
})
