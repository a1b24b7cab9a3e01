import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { texts } from '@/core/texts'
import TrailPage from './TrailPage.vue'
import { KINDS } from './kinds'
import words from './locales/zh-CN.json'
import { deedWords } from './words'

const SIGNED = { size: 3, at: '2026-11-23T02:00:00Z' }
const WHOLE = { at: '2026-11-23T01:30:00Z', size: 3, index: null }
const CLOSED = {
  ...{ n: 2, at: '2026-11-23T01:20:00Z', event: 'visit.closed', subject: 'v1' },
  ...{ about: '示例五金厂', person_id: 'p1', person_name: '陈志远', facts: {}, is_unbroken: true },
}
const VOIDED = {
  ...{ ...CLOSED, n: 1, event: 'number.void', subject: 's1', about: '' },
  facts: { reason: '写坏一张' },
}
const NEW_HERE = { ...CLOSED, n: 0, event: 'moon.landed', person_id: null, person_name: '' }

let standing: object
let pages: Record<string, object>
let asked: string[]
let forked: object[]

enableAutoUnmount(afterEach)
beforeEach(() => {
  standing = { size: 3, checkpoint: SIGNED, verified: WHOLE }
  pages = { '': { rows: [CLOSED, VOIDED, NEW_HERE], next: null } }
  asked = []
  forked = []
  vi.stubGlobal('fetch', (path: string) => Promise.resolve(Response.json(answerTo(path))))
})
afterEach(() => {
  vi.unstubAllGlobals()
})

function answerTo(path: string): object {
  if (path === '/api/audit/standing') return standing
  if (path === '/api/devices/forked') return forked
  if (path === '/api/people/names') return [{ id: 'p1', name: '陈志远', branch_id: null }]
  const query = path.replace('/api/audit', '').replace('?', '')
  asked.push(query)
  return pages[query] ?? { rows: [], next: null }
}

async function opened(): Promise<VueWrapper> {
  const routes = [{ path: '/:rest(.*)*', component: { render: () => null } }]
  const router = createRouter({ history: createMemoryHistory(), routes })
  const page = mount(TrailPage, { global: { plugins: [texts, router] } })
  await flushPromises()
  return page
}

function lines(page: VueWrapper): string[][] {
  return page.findAll('tbody tr').map((row) => row.findAll('td').map((cell) => cell.text()))
}

test('deeds stand in words, with who did them, why, and to which record', async () => {
  const shown = lines(await opened()).map(([, ...cells]) => cells)

  expect(shown).toEqual([
    ['陈志远', '完成一次走访', '示例五金厂'],
    ['陈志远', expect.stringMatching(/^作废一个编号\s+理由：写坏一张$/), '—'],
    ['系统自动', '其他操作', '示例五金厂'],
  ])
})

test('a look at a list says how narrow it was, without the words that were searched for', async () => {
  const facts = { path: '/api/people', filters: { branch_id: 'b1', q: '…' } }
  pages[''] = { rows: [{ ...CLOSED, event: 'look.people', about: '', facts }], next: null }

  const [, ...cells] = lines(await opened())[0] ?? []

  expect(cells).toEqual(['陈志远', expect.stringMatching(/^查看人员名单\s+筛选条件 2 项$/), '—'])
})

test('a whole trail says so, with its length and its last checkpoint', async () => {
  const page = await opened()

  expect(page.get('.notice').classes()).toContain('ok')
  expect(page.get('.notice').text()).toMatch(/^记录完整，共 3 条，最近检查点 .*\d\d:\d\d。/)
  expect(page.text()).toContain('检查点交给局外的人保存')
})

test('a trail that nobody checked yet is not called whole', async () => {
  standing = { size: 3, checkpoint: SIGNED, verified: null }

  const notice = (await opened()).get('.notice').text()

  expect(notice).not.toContain('完整')
  expect(notice).toContain('还没有全面核对过')
})

test('a broken trail is red and names the first entry, counted from one', async () => {
  standing = { size: 3, checkpoint: SIGNED, verified: { ...WHOLE, index: 1 } }

  const alarm = (await opened()).get('[role=alert]').text()

  expect(alarm).toContain('从第 2 条起不可信')
})

test('an altered entry is marked in its row and raises the alarm above', async () => {
  pages[''] = { rows: [{ ...CLOSED, is_unbroken: false }, VOIDED], next: null }

  const page = await opened()

  expect(page.get('[role=alert]').text()).toContain('有 1 条被改动过')
  expect(page.findAll('tbody .status-tag.alarm')).toHaveLength(1)
  expect(lines(page)[0]?.[2]).toContain('被改动过')
})

test('person, kind and days narrow the list, and all is shown again when cleared', async () => {
  const page = await opened()
  const [person, kind] = page.findAll('select')
  await person?.setValue('p1')
  await kind?.setValue('numbers')
  await page.get('input[type=date]').setValue('2026-11-20')
  await flushPromises()

  expect(asked.at(-1)).toBe('person_id=p1&from=2026-11-20&kinds=number%2Cnumbers')
  expect(page.text()).toContain('没有符合条件的记录')

  await button(page, '清除筛选').trigger('click')
  await flushPromises()
  expect(asked.at(-1)).toBe('')
  expect(lines(page)).toHaveLength(3)
})

test('a row leads to everything that was done to its record', async () => {
  pages['record=v1'] = { rows: [CLOSED], next: null }
  const page = await opened()

  await page.get('tbody tr').trigger('click')
  await flushPromises()

  expect(lines(page)).toHaveLength(1)
  expect(page.text()).toContain('只看“示例五金厂”的经过')
})

test('earlier entries are added below, until there are none', async () => {
  pages = { '': { rows: [CLOSED], next: 2 }, 'before=2': { rows: [VOIDED], next: null } }
  const page = await opened()

  await button(page, '显示更早的记录').trigger('click')
  await flushPromises()

  expect(lines(page)).toHaveLength(2)
  expect(page.text()).not.toContain('显示更早的记录')
})

test('before the first deed the page says what will stand there, and has nothing to download', async () => {
  standing = { size: 0, checkpoint: null, verified: null }
  pages = {}

  const page = await opened()

  expect(page.text()).toContain('还没有审计记录')
  expect(page.text()).not.toContain('下载检查点')
})

test('alarms of the last days stand above, and what is still open of them', async () => {
  pages['kinds=device.forked%2Ccommand.refused%2Csign_in.copied%2Ccase.guessed'] = {
    rows: [{ ...CLOSED, event: 'device.forked', about: '' }],
    next: null,
  }
  forked = [{ device_id: 'd1', person_name: '陈志远', branch_name: '长安分局', waiting: 0 }]

  const page = await opened()

  expect(page.text()).toContain('发现手机被复制')
  expect(page.text()).toContain('有 1 部被复制的手机还没有放行：陈志远')
})

test('the checkpoint is fetched as a file for a witness', async () => {
  const saved: string[] = []
  vi.stubGlobal('URL', {
    ...URL,
    createObjectURL: () => 'blob:x',
    revokeObjectURL: () => undefined,
  })
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    saved.push(this.download)
  })
  const page = await opened()

  await button(page, '下载检查点').trigger('click')
  await flushPromises()

  expect(saved).toEqual([expect.stringMatching(/^审计检查点 \d{4}-\d\d-\d\d\.txt$/)])
})

test('every deed that has words can be chosen by its kind', () => {
  const { alarms, ...kinds } = KINDS
  expect(Object.values(kinds).flat().sort()).toEqual(Object.keys(words.deed).sort())
  expect(alarms.map((name) => deedWords(name))).not.toContain('其他操作')
})

function button(page: VueWrapper, name: string) {
  const found = page.findAll('button').find((one) => one.text() === name)
  if (found === undefined) throw new Error(`no button ${name}`)
  return found
}
