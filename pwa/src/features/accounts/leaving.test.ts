import { beforeEach, expect, test } from 'vitest'
import { learn } from '@/core/texts'
import { leaveWords } from './leaving'
import words from './locales/zh-CN.json'

beforeEach(() => learn('zh-CN', { accounts: words }))

test('signing out without a network says that coming back needs one', () => {
  const said = leaveWords({ waiting: 2, drafts: 1, offline: true })

  expect(said).toContain('现在没有网络')
  expect(said).toContain('2 条记录待上传')
  expect(said).toContain('1 份没有填完的内容')
})

test('signing out with nothing waiting only says that the next use needs a sign-in', () => {
  expect(leaveWords({ waiting: 0, drafts: 0, offline: false })).toBe(words.leave.nothing)
})
