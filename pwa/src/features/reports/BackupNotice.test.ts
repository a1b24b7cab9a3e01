import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { learn, texts } from '@/core/texts'
import BackupNotice from './BackupNotice.vue'
import words from './locales/zh-CN.json'
import type { Backup } from './overview-data'

learn('zh-CN', { reports: words })

function shown(backup: Backup): { words: string; alarming: boolean } {
  const notice = mount(BackupNotice, { props: { backup }, global: { plugins: [texts] } })
  return { words: notice.text(), alarming: notice.find('[role=alert]').exists() }
}

const yesterday = new Date('2026-11-22T02:00:00Z')

test('without a backup the office is warned, and told that phones keep everything', () => {
  expect(shown({ madeAt: null, late: false })).toEqual({
    words: '还没有做过备份，手机会保留全部记录 90 天。',
    alarming: true,
  })
})

test('a fresh backup is mentioned and no more', () => {
  const { words, alarming } = shown({ madeAt: yesterday, late: false })

  expect(words).toContain('最近一次备份')
  expect(alarming).toBe(false)
})

test('a late backup is red and says since when', () => {
  const { words, alarming } = shown({ madeAt: yesterday, late: true })

  expect(words).toContain('已超过 36 小时')
  expect(alarming).toBe(true)
})
