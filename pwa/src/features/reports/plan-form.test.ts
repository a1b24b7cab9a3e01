import { describe, expect, test } from 'vitest'
import { faultOf, usualPlan } from './plan-form'

const plan = { ...usualPlan(2026), name: '2026 年走访计划' }

describe('a plan that the manager fills in', () => {
  test('is good as the circular asks once it has a name', () => {
    expect(faultOf(plan)).toBeNull()
    expect(faultOf(usualPlan(2026))).toEqual({ what: 'name' })
  })

  test('does not end before it begins', () => {
    expect(faultOf({ ...plan, to: '2025-12-31' })).toEqual({ what: 'period' })
  })

  test('weighs a problem with 0 to 9, and counts days in whole numbers', () => {
    const weights = { ...plan.rules.weights, hard: 10 }

    expect(faultOf({ ...plan, rules: { ...plan.rules, weights } })).toEqual({ what: 'numbers' })
    expect(faultOf({ ...plan, rules: { ...plan.rules, least_days: 0.5 } })).toEqual({
      what: 'numbers',
    })
  })

  test('asks for whole numbers only, and names the row and the column that has none', () => {
    const rows = plan.rows.map((row) =>
      row.rank === 'deputy_section' ? { ...row, solved: Number.NaN } : row,
    )

    const where = { rank: 'deputy_section', column: 'solved' }
    expect(faultOf({ ...plan, rows })).toEqual({ what: 'target', ...where })
  })
})
