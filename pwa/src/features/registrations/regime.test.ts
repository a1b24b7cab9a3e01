import { expect, test } from 'vitest'
import { followedOn, regimeOn, USUAL_REGIME } from './regime'
import { aRegimeRow, TODAY } from './testing'

function choice(regime: string, from_on: string, branch_id = 'b1') {
  return { id: regime + from_on, ver: 1, branch_id, regime, from_on }
}

const OLD = choice('regime.2015_approval', '2020-01-01')
const NEW = choice(USUAL_REGIME, '2026-12-01')

test('a branch follows the newest choice that has begun', () => {
  expect(followedOn([NEW, OLD], 'b1', TODAY)).toBe('regime.2015_approval')
  expect(followedOn([NEW, OLD], 'b1', '2026-12-01')).toBe(USUAL_REGIME)
})

test('a branch for which nothing was chosen follows today’s law', () => {
  expect(followedOn([OLD], 'b2', TODAY)).toBe(USUAL_REGIME)
  expect(followedOn([OLD], 'b1', '2019-12-31')).toBe(USUAL_REGIME)
})

test('a regime says what an outcome is called and how it is numbered', () => {
  const regime = regimeOn([aRegimeRow('regime.2015_approval')], [OLD], 'b1', TODAY)

  expect(regime?.rules.get('registration_form')).toEqual({
    ...{ act: 'decision', word: '批准', series: 'decision', receipt: true },
  })
  expect(regime?.patterns.get('decision')).toBe('东环建〔{year}〕{n}号')
  expect([regime?.demo, regime?.takesFilingNumber]).toEqual([true, false])
})

test('without its pack on this phone there is no regime to act by', () => {
  expect(regimeOn([aRegimeRow('regime.2015_approval')], [], 'b1', TODAY)).toBeNull()
})
