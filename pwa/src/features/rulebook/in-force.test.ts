import { expect, test } from 'vitest'
import { rowOn, rulebookOn } from './in-force'
import { packRow } from './testing'

const TODAY = '2026-11-25'
const ROWS = [
  packRow('classification', { in_force_from: '2021-01-01' }),
  packRow('exemption', { in_force_from: '2021-01-01', hash: 'first' }),
  packRow('exemption.demo', { in_force_from: '2026-01-01', hash: 'second' }),
]

test('the newest version that has begun counts', () => {
  expect(rowOn(ROWS, 'exemption', '2025-12-31')?.version).toBe(1)
  expect(rowOn(ROWS, 'exemption', TODAY)?.version).toBe(2)
  expect(rowOn(ROWS, 'exemption', '2020-12-31')).toBeNull()
})

test('a version that is over counts no more', () => {
  const over = packRow('exemption.demo', { in_force_to: '2026-11-24' })

  expect(rowOn([...ROWS.slice(0, 2), over], 'exemption', TODAY)?.version).toBe(1)
})

test('which text of each pack was used is told by version and hash', () => {
  const { packs, uses } = rulebookOn(ROWS, TODAY)

  expect(uses['exemption']).toEqual({ version: 2, hash: 'second' })
  expect(Object.keys(uses)).toEqual(['classification', 'exemption'])
  expect(packs.eligibility).toBeNull()
})
