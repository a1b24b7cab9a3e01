import 'fake-indexeddb/auto'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { h, shallowRef } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { texts } from '@/core/texts'
import { useSession } from '@/features/accounts/public'
import { clientKey } from '@/features/replica/public'
import type { Client } from '@/sync/client'
import { Office } from '@/sync/testing/office'
import { RECEIPT_KEY } from '@/sync/testing/wire'
import { TriagePage, type TriageVerdict } from './public'
import { packRow } from './testing'

let office: Office
let client: Client
let page: VueWrapper
let told: TriageVerdict | null

beforeEach(async () => {
  setActivePinia(createPinia())
  told = null
  office = new Office()
  knowTheBureau()
  for (const name of ['classification', 'exemption.demo', 'eligibility']) {
    office.bureau.put('rule_pack', { ...packRow(name) }, ['bureau'])
  }
  const scope = '加工：五金制品；销售：塑胶产品'
  office.bureau.put('enterprise', { id: 'e1', ver: 1, name: '甲厂', business_scope: scope }, [
    'town:1',
  ])
  await open()
})
afterEach(() => {
  page.unmount()
  office.closePhones()
})

/** As after a sign-in: the key by which the bureau signs is known. */
function knowTheBureau(): void {
  const { kty = '', crv = '', x = '', y = '' } = RECEIPT_KEY
  const person = { id: office.person, name: '陈', role: 'officer' as const }
  const stay = {
    person: { ...person, branch_id: null, branch_name: null },
    epoch: 'e1',
    rescueKey: null,
    device: 'd1',
  }
  useSession().stay = { ...stay, receiptKey: { kty, crv, x, y } }
}

/** Start the app on the page, as after a kill: all that is left is what the phone kept. */
async function open(): Promise<void> {
  client = await office.phone()
  await client.syncNow()
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: { template: '<p />' } }],
  })
  page = mount(TriagePage, {
    props: { id: 'e1' },
    slots: {
      next: ({ verdict }: { verdict: TriageVerdict }) => {
        told = verdict
        return h('p', `开始办理 ${verdict.outcomeLabel}`)
      },
    },
    global: { plugins: [texts, router], provide: { [clientKey]: shallowRef(client) } },
  })
  await vi.waitFor(() => {
    expect(page.find('.group, .empty').exists()).toBe(true)
  })
}

async function killAndOpen(): Promise<void> {
  page.unmount()
  client.close()
  await open()
}

async function tap(label: string): Promise<void> {
  const button = page.findAll('button, .van-radio').find((one) => one.text().includes(label))
  if (button === undefined) throw new Error(`nothing says ${label}: ${page.text()}`)
  await button.trigger('click')
  await client.loadDrafts()
  await flushPromises()
}

async function answerMetal(): Promise<void> {
  await page.get('input[type="search"]').setValue('金属制品')
  await tap('331')
  await tap('下一步')
  await tap('以上都没有')
}

test('answers go on after a kill where they were, and can be begun anew', async () => {
  await answerMetal()
  await killAndOpen()

  expect(page.text()).toContain('有下面哪些表面处理工艺？')
  expect(page.text()).toContain('接着')
  await tap('重新开始')
  expect(page.text()).toContain('涉及哪些行业？')
  await killAndOpen()
  expect(page.text()).not.toContain('接着')
})

test('the next steps are offered on a settled verdict with all that it rests on', async () => {
  await answerMetal()
  expect(told).toBeNull()
  await page.findAll('input[type="checkbox"]')[2]?.setValue(true)
  await tap('选好了')

  expect(page.text()).toContain('开始办理 报告书')
  expect(told).toMatchObject({
    ...{ enterpriseId: 'e1', outcome: 'report_book', items: [66], isForDoor: false },
    facts: { industry: ['331'], works: [], plating: ['anodising'] },
    ...{ missing: [], takenOver: [] },
  })
  expect(told?.clauses).toMatchObject([
    { pack: 'classification', id: '66.1', basis: '2021年版名录第66项（报告书栏）' },
  ])
  expect(told?.packs['classification']).toEqual({
    version: 1,
    hash: packRow('classification').hash,
  })
})

test('the scope of business lets guess a trade, which nobody has chosen yet', async () => {
  expect(page.text()).toContain('按登记的经营范围猜的')
  expect(page.text()).toContain('第 66 项')
  expect(page.text()).not.toContain('第 53 项')
  expect((await client.loadDrafts()).length).toBe(0)
})

test('where the bureau has loaded the names of trades, they stand beside the numbers', async () => {
  const names = { '331': '结构性金属制品制造', '3311': '金属结构制造' }
  office.bureau.put('trade_names', { id: 'gbt4754', ver: 1, names }, ['bureau'])
  await client.syncNow()
  await answerMetal()

  expect(page.text()).toContain('331 结构性金属制品制造')
})

test('a trade is found by its name, also one that the catalogue does not list', async () => {
  const names = {
    ...{ F: '批发和零售业', '52': '零售业', '521': '综合零售', '5211': '百货零售' },
    ...{ '5242': '体育用品及器材零售', '9999': '不在规则里的零售' },
  }
  office.bureau.put('trade_names', { id: 'gbt4754', ver: 1, names }, ['bureau'])
  await client.syncNow()
  await page.get('input[type="search"]').setValue('零售')

  const called = page.findAll('.trade-codes button').map((one) => one.text())
  expect(called).toEqual(['521 综合零售', '5242 体育用品及器材零售'])
  await tap('5242')
  expect(page.text()).toContain('已选行业：5242 体育用品及器材零售')
  await tap('下一步')
  await tap('以上都没有')
  expect(told).toMatchObject({ outcome: 'outside', facts: { industry: ['5242'] } })
})

test('the last act is offered to begin from; its answers are marked, and new questions asked', async () => {
  page.unmount()
  client.close()
  const act = { enterprise_id: 'e1', decided_at: '2026-03-01T02:00:00.000Z' }
  const facts = { industry: ['3311'], works: [], plating: [], solvent_paint_kg: 1.5 }
  office.bureau.put('registration', { id: 'r1', ver: 1, ...act, facts }, ['town:1'])
  await open()

  await tap('先用上次的回答')

  expect(page.text().match(/沿用上次，请核对/g)).toHaveLength(3)
  expect(page.text()).toContain('每年新增用溶剂型涂料（含稀释剂）多少？')
})

test('an answer that the rules of today do not take is asked again', async () => {
  await client.saveDraft('triage:e1', {
    answers: [
      { fact: 'industry', value: ['3311'], from: 'asked' },
      { fact: 'works', value: ['no such work'], from: 'asked' },
      { fact: 'plating', value: ['anodising'], from: 'asked' },
    ],
  })
  await killAndOpen()

  expect(page.text()).toContain('建设内容里有没有下面这些工程？')
  expect(told).toBeNull()
})

test('a pack that somebody changed is not used and told of; the version before it goes on', async () => {
  page.unmount()
  client.close()
  const forged = packRow('classification', { version: 2 })
  const content = forged.content.replace('"anodising"', '"chemical_plating"')
  office.bureau.put('rule_pack', { ...forged, content }, ['bureau'])
  await open()

  expect(page.text()).toContain('第 2 版和市局发布的对不上，没有使用')
  expect(page.text()).toContain('第 1 版')
  await answerMetal()
  await page.findAll('input[type="checkbox"]')[2]?.setValue(true)
  await tap('选好了')
  expect(told?.packs['classification']?.version).toBe(1)
})

test('where no valid rules are left, nothing is judged, and the page says why', async () => {
  page.unmount()
  client.close()
  const row = packRow('classification')
  office.bureau.put('rule_pack', { ...row, ver: 2, signature: 'AAAA' }, ['bureau'])
  await open()

  expect(page.text()).toContain('第 1 版和市局发布的对不上，没有使用')
  expect(page.text()).toContain('手机上还没有规则')
  expect(page.text()).not.toContain('请回答')
})
