import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isBusy } from '@/core/busy'
import { texts } from '@/core/texts'
import RegimesCard from './RegimesCard.vue'
import { standingOf, type RegimeLine } from './regimes-data'
import type { PackLine } from './rules-data'

const RAW = {
  ...{ id: 'x1', branch_id: 'b1', branch_name: '长安', regime: 'regime.2015_approval' },
  ...{ title: '现场批准', from_on: '2026-01-01', is_current: true, set_by_name: '刘敏' },
}
const USUAL = { ...RAW, id: null, branch_id: 'b2', branch_name: '虎门', from_on: null }
const LATE = { code: '422.119', title: '办理方式不能从过去的日子改起', detail: '' }

let posted: { status: number; body: unknown }
let sent: unknown[] = []

enableAutoUnmount(afterEach)
beforeEach(() => {
  posted = { status: 201, body: [RAW] }
  sent = []
  vi.stubGlobal('fetch', (_: string, init?: { method?: string; body?: unknown }) => {
    if (init?.method !== 'POST') return Promise.resolve(Response.json([RAW, USUAL]))
    sent.push(JSON.parse(String(init.body)))
    return Promise.resolve(Response.json(posted.body, { status: posted.status }))
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

function pack(name: string, title: string): PackLine {
  const times = { from: '2026-01-01', to: null, isInForce: true, published: null }
  return { id: `${name} 1`, pack: name, version: 1, title, ...times }
}

async function shown(maySet = true) {
  const packs = [pack('regime.2015_approval', '现场批准'), pack('classification', '分类名录')]
  const card = mount(RegimesCard, { props: { packs, maySet }, global: { plugins: [texts] } })
  await flushPromises()
  return card
}

function choose(place: number, value: string, field = 'select'): void {
  const input = document.querySelectorAll<HTMLInputElement>(`.side-panel ${field}`)[place]
  if (input === undefined) throw new Error(`no ${field}`)
  input.value = value
  input.dispatchEvent(new Event(field === 'select' ? 'change' : 'input'))
}

async function save(): Promise<void> {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('.side-panel button')]
  buttons.find((one) => one.textContent.trim() === '保存')?.click()
  await flushPromises()
}

test('every branch is told with what it follows and since when, in words', async () => {
  const words = (await shown()).text()

  expect(words).toContain('2026-01-01 起')
  expect(words).toContain('一直如此')
  expect(words).not.toContain('regime.')
})

test('only an administrator is offered to change one', async () => {
  expect((await shown(false)).find('button').exists()).toBe(false)
})

test('a regime is set for a branch from a day on, from among the regimes only', async () => {
  const card = await shown()
  await card.find('button').trigger('click')
  await flushPromises()
  expect(isBusy.value).toBe(true)
  const choices = [...document.querySelectorAll('.side-panel option')].map((one) => one.textContent)
  expect(choices.join()).not.toContain('分类名录')

  await save()
  expect(document.body.textContent).toContain('请选择分局和办理方式，并写明从哪天起')
  choose(0, 'b2')
  choose(1, 'regime.2015_approval')
  choose(0, '2026-12-01', 'input')
  await save()

  expect(sent).toEqual([{ branch_id: 'b2', regime: 'regime.2015_approval', from_on: '2026-12-01' }])
  expect(isBusy.value).toBe(false)
})

test('what the bureau refuses is told in its words, and the form stays', async () => {
  posted = { status: 422, body: LATE }
  const card = await shown()
  await card.find('button').trigger('click')
  await flushPromises()
  choose(0, 'b2')
  choose(1, 'regime.2015_approval')

  await save()

  expect(document.body.textContent).toContain('办理方式不能从过去的日子改起')
  expect(isBusy.value).toBe(true)
})

test.each([
  [true, '2026-01-01', 'current'],
  [false, '2026-12-01', 'coming'],
  [false, '2025-01-01', 'past'],
] as const)(
  'a regime that is current (%s) from %s on stands as %s',
  (isCurrent, from, standing) => {
    const names = { id: '', branchId: '', branch: '', regime: '', title: '', setBy: '' }
    const line: RegimeLine = { ...names, isCurrent, from }
    expect(standingOf(line, '2026-11-26')).toBe(standing)
  },
)
