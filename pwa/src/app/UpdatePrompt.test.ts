import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { nextTick } from 'vue'
import { raiseBusy } from '@/core/busy'
import { texts } from '@/core/texts'
import { useLanguage } from './languages'
import UpdatePrompt from './UpdatePrompt.vue'
import { update } from './updates'

/** What the browser holds ready: here only its identity matters. */
function newVersion(): ServiceWorker {
  return new EventTarget() as ServiceWorker
}

let prompt: VueWrapper

beforeEach(async () => {
  await useLanguage('zh-CN')
  prompt = mount(UpdatePrompt, { global: { plugins: [texts] } })
})

afterEach(() => {
  prompt.unmount()
  update.value = null
})

test('a newer version is offered when no form is open', async () => {
  update.value = newVersion()
  await nextTick()

  expect(prompt.text()).toContain('新版本已准备好')
})

test('a newer version is not offered over an open form, but as soon as it is closed', async () => {
  const close = raiseBusy()
  update.value = newVersion()
  await nextTick()
  expect(prompt.text()).toBe('')

  close()
  await nextTick()

  expect(prompt.text()).toContain('立即更新')
})

test('an officer who said later is asked again only about the next version', async () => {
  update.value = newVersion()
  await nextTick()
  await prompt.findAll('button')[0]?.trigger('click')
  expect(prompt.text()).toBe('')

  update.value = newVersion()
  await nextTick()

  expect(prompt.text()).toContain('新版本已准备好')
})
