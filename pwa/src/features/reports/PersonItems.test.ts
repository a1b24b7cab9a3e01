import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { texts } from '@/core/texts'
import PersonItems from './PersonItems.vue'
import { learnWords } from './texts'

const VISIT = { on: '2026-11-20', why: 'counts', adds: 1, words: '明丰五金厂', reason: '' }
const TOLD = {
  name: '陈志远',
  visits: [
    { id: 'v1', ...VISIT },
    { id: 'v2', ...VISIT, why: 'withdrawn', adds: 0, reason: '登记错了企业' },
    { id: 'v3', ...VISIT, why: 'rejected', adds: 0, words: '', reason: '没有找到走访的企业' },
  ],
  problems: [{ id: 'f1', ...VISIT, words: '雨污未分流' }],
}

let asked: string[]

enableAutoUnmount(afterEach)
beforeEach(async () => {
  await learnWords()
  asked = []
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    return Promise.resolve(Response.json(TOLD))
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

test('items are asked for only on demand, and what stopped counting says why', async () => {
  const page = mount(PersonItems, {
    props: { plan: 'p', person: 'o' },
    global: { plugins: [texts] },
  })
  expect(asked).toEqual([])

  await page.get('button').trigger('click')
  await flushPromises()

  expect(asked).toEqual(['/api/quotas/p/people/o'])
  const lines = page.findAll('li').map((line) => line.findAll('span').map((one) => one.text()))
  expect(lines.map(([name]) => name)).toEqual(['明丰五金厂', '明丰五金厂', '走访', '雨污未分流'])
  expect(lines.map(([, words]) => words?.split(' · ').slice(1))).toEqual([
    ['计 1 家'],
    ['已撤回，不计', '登记错了企业'],
    ['没有收下，不计', '没有找到走访的企业'],
    ['计 1 个'],
  ])
})
