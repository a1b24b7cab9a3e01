import 'fake-indexeddb/auto'
import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { shallowRef } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { isBusy } from '@/core/busy'
import { texts } from '@/core/texts'
import { clientKey } from '@/features/replica/public'
import { Office } from '@/sync/testing/office'
import ReviewPanel from './ReviewPanel.vue'

const REVIEW = {
  ...{ id: 'v1', person_name: '陈志远', command_name: 'registration.decide', entity: 'r1' },
  ...{ about: '示例诊所', status: 'concern', state: 'open', title: '已收下', sides: [] },
  ...{ ways: ['accept', 'correct', 'withdraw'], photos: [], behind: [], ahead: null },
}
const ACT = {
  ...{ id: 'r1', state: 'in_review', form: null, filing_number: '', representative: '黄一' },
  representative_title: '院长',
}
const SETTLED = { ...REVIEW, state: 'settled', settled_as: 'correct', ways: [] }
const REFUSED = { code: '409.02', title: '内容已被别人改过', detail: '' }

let settling: { status: number; body: object }
let sent: unknown[] = []

enableAutoUnmount(afterEach)
beforeEach(() => {
  settling = { status: 200, body: SETTLED }
  sent = []
  vi.stubGlobal('fetch', (path: string, init?: { body?: unknown }) => {
    if (path === '/api/registrations/r1') return Promise.resolve(Response.json(ACT))
    if (path !== '/api/reviews/v1/settle') return Promise.resolve(Response.json(REVIEW))
    sent.push(JSON.parse(String(init?.body)))
    return Promise.resolve(Response.json(settling.body, { status: settling.status }))
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

async function opened(): Promise<VueWrapper> {
  const routes = [{ path: '/:rest(.*)*', component: { render: () => null } }]
  const router = createRouter({ history: createMemoryHistory(), routes })
  const panel = mount(ReviewPanel, {
    props: { modelValue: null },
    global: {
      plugins: [texts, router],
      provide: { [clientKey]: shallowRef(await new Office().phone()) },
    },
  })
  await panel.setProps({ modelValue: 'v1' })
  await flushPromises()
  return panel
}

function button(words: string): HTMLButtonElement {
  const found = [...document.querySelectorAll('button')].find(
    (one) => one.textContent.trim() === words,
  )
  if (found === undefined) throw new Error(`no button ${words}`)
  return found
}

async function correctTo(name: string): Promise<void> {
  button('更正').click()
  await vi.waitFor(() => expect(document.querySelector('[name=representative]')).not.toBeNull())
  write('[name=representative]', name)
  write('[name=reason]', '写错了')
  await flushPromises()
  button('保存更正').click()
  await flushPromises()
}

function write(field: string, words: string): void {
  const input = document.querySelector<HTMLInputElement>(field)
  if (input === null) throw new Error(`no field ${field}`)
  input.value = words
  input.dispatchEvent(new Event('input'))
}

test('an act is corrected in its own form, which settles the review with what was changed', async () => {
  await opened()

  await correctTo('王五')

  expect(sent).toEqual([
    { way: 'correct', words: '写错了', changes: { representative: ['黄一', '王五'] } },
  ])
  expect(document.querySelector('[name=representative]')).toBeNull()
  expect(isBusy.value).toBe(false)
})

test('a correction that is refused stays on the screen with the reason', async () => {
  settling = { status: 409, body: REFUSED }
  await opened()

  await correctTo('王五')

  expect(document.body.textContent).toContain('内容已被别人改过')
  expect(document.querySelector<HTMLInputElement>('[name=representative]')?.value).toBe('王五')
  expect(isBusy.value).toBe(true)
})
