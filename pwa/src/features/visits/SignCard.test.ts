import 'fake-indexeddb/auto'
import { mount, type VueWrapper } from '@vue/test-utils'
import { shallowRef } from 'vue'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { learn, texts } from '@/core/texts'
import { clientKey } from '@/features/replica/public'
import { Office } from '@/sync/testing/office'
import SignCard from './SignCard.vue'
import type { DraftSignature } from './draft'
import words from './locales/zh-CN.json'
import { contentKey } from './signing'
import { aWholeDraft } from './testing'

const stroke = [{ x: 1, y: 2, pressure: 0.5, time: 3 }]
const finding = {
  id: 'f1',
  category: 'water',
  text: '排口',
  solved: false,
  solvedNote: '',
} as const
const content = { guidance: '已告知环评手续', note: '', findings: [finding] }

let office: Office
beforeEach(() => {
  learn('zh-CN', { visits: words })
  office = new Office()
})
afterEach(() => office.closePhones())

async function card(signature: DraftSignature): Promise<VueWrapper> {
  const client = await office.phone()
  return mount(SignCard, {
    props: {
      name: '',
      title: '',
      signature,
      contact: '',
      enterprise: '甲厂',
      mark: contentKey(content),
    },
    global: { plugins: [texts], provide: { [clientKey]: shallowRef(client) } },
  })
}

const signed = { ...aWholeDraft().signature, strokes: [stroke] }

test.each([
  ['the guidance', { ...content, guidance: '已告知排污许可' }],
  ['a problem', { ...content, findings: [{ ...finding, text: '排口无标识' }] }],
  ['what became of a problem', { ...content, findings: [{ ...finding, solved: true }] }],
])('changing %s after the signature voids it, strokes and all', async (_, changed) => {
  const shown = await card(signed)

  await shown.setProps({ mark: contentKey(changed) })

  expect(shown.emitted('update:signature')).toEqual([
    [{ state: null, reason: '', sha256: null, strokes: [] }],
  ])
  expect(shown.text()).toContain('原来的签名已作废，请企业代表重新签字')
})

test('a change before anybody signed says nothing', async () => {
  const shown = await card({ state: 'refused', reason: '有异议', sha256: null, strokes: [] })

  await shown.setProps({ mark: contentKey({ ...content, guidance: '改了' }) })

  expect(shown.emitted('update:signature')).toBeUndefined()
})

test('space at the end of a text does not void a signature', async () => {
  const shown = await card(signed)

  await shown.setProps({ mark: contentKey({ ...content, guidance: '已告知环评手续\n' }) })

  expect(shown.emitted('update:signature')).toBeUndefined()
})
