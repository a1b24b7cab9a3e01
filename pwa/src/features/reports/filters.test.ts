import { describe, expect, test } from 'vitest'
import { addressOf, filtersFrom, isBackwards, isNarrowed, noFilters, visitQuery } from './filters'

const march = { ...noFilters, branch: 'b1', from: '2026-03-01', to: '2026-03-31', text: ' 五金 ' }

describe('the filters of the list', () => {
  test('ask the bureau only for what is set, without blanks around the words', () => {
    expect(visitQuery(march)).toBe(
      '?branch_id=b1&from=2026-03-01&to=2026-03-31&q=%E4%BA%94%E9%87%91',
    )
  })

  test('come back from the address that they were kept in', () => {
    expect(filtersFrom(addressOf(march))).toEqual({ ...march, text: '五金' })
  })

  test('narrow nothing when all are empty', () => {
    expect(isNarrowed(noFilters)).toBe(false)
    expect(visitQuery(noFilters)).toBe('')
  })

  test('are the usual ones of a page whose address says nothing', () => {
    const usual = { ...noFilters, state: 'closed' } as const

    expect(filtersFrom({}, usual)).toEqual(usual)
    expect(isNarrowed(usual, usual)).toBe(false)
    expect(isNarrowed({ ...usual, state: 'withdrawn' }, usual)).toBe(true)
    expect(filtersFrom({ state: 'withdrawn' }, usual).state).toBe('withdrawn')
  })

  test('are backwards when the last day is before the first', () => {
    expect(isBackwards({ ...noFilters, from: '2026-03-02', to: '2026-03-01' })).toBe(true)
    expect(isBackwards(march)).toBe(false)
    expect(isBackwards({ ...noFilters, from: '2026-03-02' })).toBe(false)
  })

  test('leave out a state that an address invents', () => {
    expect(filtersFrom({ state: 'lost' }).state).toBeNull()
  })
})
