import 'fake-indexeddb/auto'
import { mount } from '@vue/test-utils'
import { shallowRef } from 'vue'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { learn, texts } from '@/core/texts'
import { clientKey } from '@/features/replica/public'
import { Office } from '@/sync/testing/office'
import PhotoTaker from './PhotoTaker.vue'
import words from './locales/zh-CN.json'
import type { TakenPhoto } from './taken-photo'

let office: Office

beforeEach(() => {
  learn('zh-CN', { evidence: words })
  office = new Office()
})
afterEach(() => office.closePhones())

function taken(n: number): TakenPhoto {
  const sizes = { bytes: 9, width: 4, height: 3, original: false }
  return { id: `ph${n}`, sha256: 'aa', takenAt: '2026-11-23T02:42:00Z', caption: '', ...sizes }
}

async function choose(already: number, chosen: number) {
  const client = await office.phone()
  const taker = mount(PhotoTaker, {
    props: { modelValue: [...Array(already).keys()].map(taken), place: [], person: '陈志远' },
    global: { plugins: [texts], provide: { [clientKey]: shallowRef(client) } },
  })
  const input = taker.get<HTMLInputElement>('input[multiple]')
  const files = [...Array(chosen).keys()].map((n) => new File(['文字'], `${n}.txt`))
  Object.defineProperty(input.element, 'files', { value: files })
  await input.trigger('change')
  return taker
}

test('photos beyond the nine that a visit holds are not dropped without a word', async () => {
  const taker = await choose(5, 9)

  expect(taker.text()).toContain('只能再加 4 张，有 5 张没有加入。')
})

test('nothing is said of a limit while there is room', async () => {
  const taker = await choose(5, 4)

  expect(taker.text()).not.toContain('只能再加')
})
