import { mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import { learn, texts } from '@/core/texts'
import SigningSummary from './SigningSummary.vue'
import words from './locales/zh-CN.json'
import type { Revision } from './rows'
import { isCorrectedAfterSigning } from './signing'
import { aVisit, aWholeDraft, AT, OFFICER } from './testing'

beforeEach(() => learn('zh-CN', { visits: words }))

test('the representative reads what is being signed', () => {
  const summary = mount(SigningSummary, {
    props: { content: aWholeDraft() },
    global: { plugins: [texts] },
  })
  const text = summary.text().replace(/\s+/g, '')

  expect(text).toContain('已告知环评手续')
  expect(text).toContain('废水：排口无标识')
  expect(text).toContain('现场已解决：当场补贴')
})

test('a correction of a signed visit is marked, of an unsigned one it is not', () => {
  const history: Revision[] = [
    { at: AT.toISOString(), by: OFFICER, action: 'correct', reason: '写错', changes: {} },
  ]

  expect(isCorrectedAfterSigning(aVisit({ sign_state: 'signed', history }))).toBe(true)
  expect(isCorrectedAfterSigning(aVisit({ sign_state: 'refused', history }))).toBe(false)
  expect(isCorrectedAfterSigning(aVisit({ sign_state: 'signed' }))).toBe(false)
})
