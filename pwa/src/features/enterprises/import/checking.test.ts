import { mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import { learn, texts } from '@/core/texts'
import CheckResult from './CheckResult.vue'
import ColumnChoice from './ColumnChoice.vue'
import type { CheckedBatch } from './import-data'
import words from '../locales/zh-CN.json'

const batch: CheckedBatch = {
  ...{ id: 'b1', file: '名单.csv', state: 'checked', by: '管理员' },
  ...{ read: 2, created: 1, updated: 1, unchanged: 0, rejected: 0 },
  ...{ checked: null, committed: null, undone: null },
  ...{ columns: [], faults: [], warned: 1, overwritten: 1 },
  warnings: [{ row: 2, column: '镇街', value: '桃源镇', words: '没有这个镇街，归入“镇街不明”' }],
  overwrites: [{ row: 3, name: '甲厂', field: '地址', old: '长安镇', next: '虎门镇一路' }],
}

beforeEach(() => learn('zh-CN', { enterprises: words }))

function result(stale: boolean) {
  return mount(CheckResult, { props: { batch, busy: false, stale }, global: { plugins: [texts] } })
}

test('what was checked before the columns were changed cannot be imported', async () => {
  const shown = result(true)

  await shown.get('button').trigger('click')

  expect(shown.emitted('commit')).toBeUndefined()
  expect(shown.text()).toContain('栏目对应已经改动')
})

test('what was checked as it stands can be imported', async () => {
  const shown = result(false)

  await shown.get('button').trigger('click')

  expect(shown.emitted('commit')).toHaveLength(1)
})

test('the check tells what it warns of and what it would overwrite', () => {
  const text = result(false).text()

  expect(text).toContain('1 行请留意')
  expect(text).toContain('没有这个镇街，归入“镇街不明”')
  expect(text).toContain('会改动 1 处已有的内容')
  expect(text).toContain('虎门镇一路')
})

test('choosing another column says at once that the check is out of date', async () => {
  const choice = mount(ColumnChoice, {
    props: { columns: [], header: ['名称', '代码'], busy: false },
    global: { plugins: [texts] },
  })

  await choice.get('select').setValue('代码')

  expect(choice.emitted('change')).toHaveLength(1)
})
