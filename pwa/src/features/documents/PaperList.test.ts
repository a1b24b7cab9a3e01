import 'fake-indexeddb/auto'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createServer, type Server } from 'node:http'
import { shallowRef } from 'vue'
import { learn, texts } from '@/core/texts'
import { clientKey } from '@/features/replica/public'
import type { Client } from '@/sync/client'
import { Office } from '@/sync/testing/office'
import words from './locales/zh-CN.json'
import { PaperList, type PaperRow } from './public'

declare global {
  interface Window {
    happyDOM: { setURL: (url: string) => void }
  }
}

const PDF = '%PDF-1.7 sealed'
let office: Office
let client: Client
let list: VueWrapper
let bureau: Server
let asked: string[]
let downloads: string[]

beforeEach(async () => {
  learn('zh-CN', { documents: words })
  asked = []
  downloads = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    downloads.push(this.download)
  })
  await startBureau()
  office = new Office()
})

afterEach(async () => {
  list.unmount()
  office.closePhones()
  vi.restoreAllMocks()
  await stopBureau()
})

async function startBureau(): Promise<void> {
  bureau = createServer((question, reply) => {
    asked.push(question.url ?? '')
    reply.end(PDF)
  })
  await new Promise<void>((resolve) => bureau.listen(0, '127.0.0.1', resolve))
  const address = bureau.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  window.happyDOM.setURL(`http://127.0.0.1:${port}/`)
}

async function stopBureau(): Promise<void> {
  bureau.closeAllConnections()
  await new Promise((resolve) => bureau.close(resolve))
}

function put(paper: Partial<PaperRow> & { id: string }): void {
  const whole: PaperRow = {
    ...{
      ver: 1,
      registration_id: 'r1',
      kind: 'decision',
      title: '批复',
      number: '东环建〔2026〕1号',
    },
    ...{ sha256: null, bytes: null, state: 'queued', issued_at: null },
    ...paper,
  }
  office.bureau.put('paper', { ...whole }, ['bureau'])
}

const READY: Partial<PaperRow> = {
  sha256: 'a'.repeat(64),
  bytes: 9,
  state: 'ready',
  issued_at: '2026-11-23T02:00:00Z',
}

async function shown(...registrations: string[]): Promise<string> {
  client = await office.phone()
  await client.syncNow()
  list = mount(PaperList, {
    props: { registrations },
    global: { plugins: [texts], provide: { [clientKey]: shallowRef(client) } },
  })
  await flushPromises()
  return list.text()
}

test('an act without papers shows nothing of them', async () => {
  put({ id: 'p1', registration_id: 'another' })

  expect(await shown('r1')).toBe('')
})

test('a paper that is not made yet says so in words and offers no file', async () => {
  put({ id: 'p1' })

  const words = await shown('r1')

  expect(words).toContain('批复排队中东环建〔2026〕1号')
  expect(words).toContain('局里正在排版、签章')
  expect(list.findAll('button')).toHaveLength(0)
})

test('a paper that could not be made says that the administrators know', async () => {
  put({ id: 'p1', state: 'failed' })

  expect(await shown('r1')).toContain('没有生成')
  expect(list.text()).toContain('系统管理员已经看到原因')
})

test('what holds now stands first and the receipt last', async () => {
  put({ id: 'a', kind: 'receipt', title: '受理回执' })
  put({ id: 'b', kind: 'decision', title: '批复' })
  put({ id: 'c', kind: 'withdrawal', title: '撤回通知' })

  await shown('r1')

  expect(list.findAll('strong').map((one) => one.text())).toEqual(['撤回通知', '批复', '受理回执'])
})

test('a paper that is ready goes to the downloads under its name', async () => {
  put({ id: 'r1-decision', ...READY })
  await shown('r1')

  await list.get('button').trigger('click')

  await vi.waitFor(() => expect(downloads).toEqual(['批复 东环建〔2026〕1号.pdf']))
  expect(asked).toEqual(['/api/papers/r1-decision.pdf'])
})

test('without a network the phone says plainly that the PDF is at the bureau', async () => {
  put({ id: 'p1', ...READY })
  await shown('r1')
  await stopBureau()

  await list.get('button').trigger('click')

  await vi.waitFor(() => expect(list.get('[role=alert]').text()).toContain('PDF 保存在局里'))
  expect(downloads).toEqual([])
})

test('a paper that is made anew can still be had as it was', async () => {
  put({ id: 'p1', ...READY, state: 'queued' })

  expect(await shown('r1')).toContain('排队中')
  expect(list.findAll('button')).toHaveLength(1)
})
