import 'fake-indexeddb/auto'
import { afterEach, expect, test } from 'vitest'
import { changeSettings } from '@/core/settings'
import { say, speak } from '@/core/texts'
import { learnWords } from './texts'

afterEach(() => {
  void changeSettings({ locale: 'zh-CN' })
  speak('zh-CN')
})

test('the words of the office come when a page of it is entered, in the language chosen', async () => {
  await learnWords()
  expect(say('reports.visits.title')).toBe('走访记录')

  void changeSettings({ locale: 'en' })
  speak('en')
  await learnWords()
  expect(say('reports.rank.ordinary')).not.toBe('reports.rank.ordinary')
})
