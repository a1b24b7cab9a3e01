import { describe, expect, test } from 'vitest'
import { faultOf, usualPlan } from './plan-form'

const plan = { ...usualPlan(2026), name: '2026 年走访计划' }

describe('a plan that the manager fills in', () => {
  test('is good as the circular asks once it has a name', () => {
    expect(faultOf(plan)).toBeNull()
    expect(faultOf(usualPlan(2026))).toBe('name')
  })

  test('does not end before it begins', () => {
    expect(faultOf({ ...plan, to: '2025-12-31' })).toBe('period')
  })

  test('asks for whole numbers only', () => {
    const rows = plan.rows.map((row) => ({ ...row, visits: Number.NaN }))

    expect(faultOf({ ...plan, rows })).toBe('target')
  })
})
