import 'fake-indexeddb/auto'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { shallowRef, type Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { learn, texts } from '@/core/texts'
import { clientKey } from '@/features/replica/public'
import type { Client } from '@/sync/client'
import { Office } from '@/sync/testing/office'
import CorrectForm from './CorrectForm.vue'
import SolveSheet from './SolveSheet.vue'
import WithdrawSheet from './WithdrawSheet.vue'
import words from './locales/zh-CN.json'
import type { FindingRow } from './rows'
import { aVisit } from './testing'

const finding: FindingRow = {
  ...{ id: 'f1', ver: 1, visit_id: 'v1', enterprise_id: 'e1', category: 'water', text: '排口' },
  ...{ state: 'open', solved_on: null, solved_note: '', confirmed_by: '', solved_by: null },
}

let office: Office
let client: Client
const open: VueWrapper[] = []

beforeEach(async () => {
  learn('zh-CN', { visits: words })
  setActivePinia(createPinia())
  office = new Office()
  client = await office.phone()
})
afterEach(() => {
  for (const one of open.splice(0)) one.unmount()
  office.closePhones()
})

async function show(form: Component, props: Record<string, unknown>): Promise<void> {
  const history = createMemoryHistory()
  const router = createRouter({ history, routes: [{ path: '/:rest(.*)*', component: form }] })
  const shown = mount(form, {
    props,
    attachTo: document.body,
    global: { plugins: [texts, router], provide: { [clientKey]: shallowRef(client) } },
  })
  open.push(shown)
  // The form asked for its draft first, so it has its answer when this one is here.
  await client.loadDrafts()
  await flushPromises()
}

function field(name: string): HTMLTextAreaElement {
  const found = document.querySelector<HTMLTextAreaElement>(`[name=${name}]`)
  if (found === null) throw new Error(`no field ${name}`)
  return found
}

async function write(name: string, text: string): Promise<void> {
  field(name).value = text
  field(name).dispatchEvent(new Event('input'))
  await flushPromises()
}

const forms = [
  ['a withdrawal', WithdrawSheet, { visit: aVisit() }, 'withdraw-reason'],
  ['a solution', SolveSheet, { finding }, 'solve-note'],
  ['a correction', CorrectForm, { visit: aVisit() }, 'correct-reason'],
] as const

test.each(forms)('the words of %s come back after the app was killed', async (...told) => {
  const [, form, props, name] = told
  await show(form, props)
  await write(name, '记错企业了')
  await vi.waitFor(async () => expect(await client.loadDrafts()).toHaveLength(1))
  open.pop()?.unmount()

  await show(form, props)

  await vi.waitFor(() => expect(field(name).value).toBe('记错企业了'))
  expect(document.body.textContent).toContain('上次没有提交的内容已经恢复')
})

test('words that do not fit on a full phone are not called kept', async () => {
  await show(CorrectForm, { visit: aVisit() })
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })

  await write('correct-reason', '记错企业了')

  await vi.waitFor(() => expect(document.body.textContent).toContain('手机存储空间已满'))
  put.mockRestore()
})
