import { expect, test } from 'vitest'
import { stageOf } from './deputy-data'

const week = { id: 'd', principal: '甲', deputy: '乙', from: '2026-11-23', to: '2026-11-29' }

test.each([
  ['2026-11-22', 'planned'],
  ['2026-11-23', 'now'],
  ['2026-11-29', 'now'],
  ['2026-11-30', 'over'],
])('on %s a week of standing in is %s, its first and last day included', (today, stage) => {
  expect(stageOf(week, today)).toBe(stage)
})
