import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { learn, texts } from '@/core/texts'
import { FINDING, VISIT } from '@/features/visits/public'
import type { Entry } from '@/sync/entry'
import { LayeredReplica } from '@/sync/replica'
import { refusals, type Tables } from './facts'
import QuotaItems from './QuotaItems.vue'
import words from './locales/zh-CN.json'
import { MATTER } from './rows'

enableAutoUnmount(afterEach)
learn('zh-CN', { quotas: words })

const REFUSED: Entry = {
  ...{ seq: 1, id: 'c1', name: 'visit.close', entity: 'v1', title: '明丰五金厂', created_at: 0 },
  ...{ body: '', bytes: 0, hash: '', prev_hash: '', blobs: [], settled: true, acked_at: null },
  state: 'review',
  result: {
    ...{ seq: 1, status: 'rejected', receipt: '', alias: null },
    scopeSeqs: {},
    problem: { code: '422.30', title: '没有找到走访的企业', detail: '' },
  },
  previews: [{ tbl: 'visit', id: 'v1', row: { id: 'v1' }, changes: false }],
}

test('a visit that was not taken in keeps its name and says the bureau’s reason', () => {
  const replica = new LayeredReplica()
  const tables: Tables = {
    visits: replica.table(VISIT),
    findings: replica.table(FINDING),
    matters: replica.table(MATTER),
  }
  const item = { id: 'v1', on: '2026-11-20', why: 'rejected', adds: 0, kind: 'visit' } as const

  const page = mount(QuotaItems, {
    props: { items: [{ ...item, waits: false }], tables, refused: refusals(tables, [REFUSED]) },
    global: { plugins: [texts] },
  })

  const [name, why] = page.findAll('span').map((one) => one.text())
  expect(name).toBe('明丰五金厂')
  expect(why).toMatch(/没有收下，不计，请看待上传 · 没有找到走访的企业$/)
})
