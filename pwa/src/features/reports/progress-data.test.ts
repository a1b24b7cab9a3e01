import { expect, test } from 'vitest'
import { progressPath } from './progress-data'

const behindInOne = { branch: 'b1', rank: 'ordinary', state: 'behind' } as const

test('the workbook is asked for with the very filters of the list', () => {
  const said = '?branch_id=b1&rank=ordinary&state=behind'

  expect(progressPath('p1', 'progress', behindInOne)).toBe(`/api/quotas/p1/progress${said}`)
  expect(progressPath('p1', 'export.xlsx', behindInOne)).toBe(`/api/quotas/p1/export.xlsx${said}`)
})

test('no filter asks for everybody', () => {
  const all = { branch: null, rank: null, state: null }

  expect(progressPath('p1', 'progress', all)).toBe('/api/quotas/p1/progress')
})
