import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { learn, texts } from '@/core/texts'
import MissingAdministrators from './MissingAdministrators.vue'
import words from './locales/zh-CN.json'

learn('zh-CN', { accounts: words })

enableAutoUnmount(afterEach)
afterEach(() => {
  vi.unstubAllGlobals()
})

async function shown(missing: readonly string[]): Promise<string> {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ missing })))
  const notice = mount(MissingAdministrators, { global: { plugins: [texts] } })
  await flushPromises()
  return notice.text()
}

test('who is missing is said with what nobody can do and the command that helps', async () => {
  const said = await shown(['security', 'auditor'])

  expect(said).toContain('还没有安全管理员：开通和停用账号、改角色、重设密码')
  expect(said).toContain('还没有安全审计员')
  expect(said).toContain('doorstep administrators appoint security 登录名')
})

test('where all three are there nothing is said', async () => {
  expect(await shown([])).toBe('')
})
