import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { learn, texts } from '@/core/texts'
import { kindsOf } from './at-desk'
import words from './locales/zh-CN.json'
import { PapersAtDesk } from './public'

beforeEach(() => learn('zh-CN', { documents: words }))
afterEach(() => vi.unstubAllGlobals())

test('an application has a receipt beside its own paper, a withdrawn act also its withdrawal', () => {
  expect(kindsOf('assistance', 'confirmed')).toEqual(['assistance', 'receipt'])
  expect(kindsOf('notice', 'withdrawn')).toEqual(['withdrawal', 'notice'])
  expect(kindsOf('something later', 'confirmed')).toEqual([])
})

test('a paper that was never called for is said to be not there yet', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    const body = JSON.stringify({ code: '404.00', title: '没有找到', detail: '' })
    return Promise.resolve(new Response(body, { status: 404 }))
  })
  const papers = mount(PapersAtDesk, {
    props: { id: 'r1', act: 'decision', number: '东环建〔2026〕7号', state: 'in_review' },
    global: { plugins: [texts] },
  })

  await papers.findAll('button')[0]?.trigger('click')
  await flushPromises()

  expect(asked).toEqual(['/api/papers/r1-decision.pdf'])
  expect(papers.find('[role=alert]').text()).toContain('局里没有这份文书')
})
