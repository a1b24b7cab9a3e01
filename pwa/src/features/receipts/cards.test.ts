import 'fake-indexeddb/auto'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { shallowRef } from 'vue'
import { deviceKey } from '@/core/device-key'
import { learn, texts } from '@/core/texts'
import { BRANCH } from '@/features/organisation/public'
import { clientKey } from '@/features/replica/public'
import { emptyChange } from '@/sync/change'
import type { Client } from '@/sync/client'
import { LayeredReplica } from '@/sync/replica'
import { Office } from '@/sync/testing/office'
import { modulesOf, outlineOf } from '@/ui/qr-drawing'
import ui from '@/ui/locales/zh-CN.json'
import ReceiptCard from './ReceiptCard.vue'
import VerdictCard from './VerdictCard.vue'
import { makeReceipt } from './making'
import { verify, type KeyList } from './verifying'

const NOW = new Date('2026-11-23T02:00:00Z')
const WISH = {
  ...{ number: '东环建〔2026〕1234号', code: '91441900MA4W12345X', act: 'decision' },
  ...{ outcome: 'registration_form', decidedOn: '2026-11-23', branchId: 'changan' },
  ...{ issuedAt: NOW, validUntil: null },
}

let office: Office
let client: Client
let text: string

beforeAll(() => learn('zh-CN', { ui }))

beforeEach(async () => {
  office = new Office()
  office.online = false
  client = await office.phone()
  if (client.replica instanceof LayeredReplica) {
    const change = emptyChange('bureau', false)
    const branch = { id: 'changan', ver: 1, name: '长安分局' }
    change.tables.set(BRANCH, { cols: [], rows: new Map([['changan', branch]]), gone: new Set() })
    client.replica.apply([change])
  }
  text = await makeReceipt(WISH, 'ab'.repeat(32), await deviceKey(client.device))
})

afterEach(() => {
  office.closePhones()
})

function global() {
  return { plugins: [texts], provide: { [clientKey as symbol]: shallowRef(client) } }
}

test('the receipt of an act shows its code, its number and what was decided', async () => {
  const card = mount(ReceiptCard, { props: { text }, global: global() })
  await flushPromises()

  const outline = outlineOf(await modulesOf(text))
  await flushPromises()
  expect(card.find('svg path:last-child').attributes('d')).toBe(outline)
  for (const words of [WISH.number, WISH.code, '批准', '登记表', '长安分局', '2029年11月23日'])
    expect(card.text()).toContain(words)
})

test('what is no receipt is not drawn as one', async () => {
  const card = mount(ReceiptCard, { props: { text: 'DS1:床前明月光' }, global: global() })
  await flushPromises()

  expect(card.find('svg.qr').exists()).toBe(false)
  expect(card.text()).toContain('没有这件事项的凭证')
})

test('a verdict shows what to compare only where the signature holds', async () => {
  const { kid, publicJwk } = await deviceKey(client.device)
  const jwk = { jwk: publicJwk, valid_to: null, revoked_at: null }
  const known: KeyList = { keys: new Map([[kid, jwk]]), withdrawn: new Map() }
  const shown = async (of: string) => {
    const found = await verify(of, known, NOW.getTime())
    const props = { found, listedAt: NOW, branch: '长安分局' }
    return mount(VerdictCard, { props, global: global() }).text()
  }

  expect(await shown(text)).toContain(WISH.number)
  expect(await shown(text)).toContain('真实')
  const altered = await shown(`${text.slice(0, -3)}000`)
  expect(altered).not.toContain(WISH.number)
  expect(altered).not.toContain('真实')
})
