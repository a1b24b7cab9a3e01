import { expect, test } from 'vitest'
import { rowOn, rulebookOn } from './in-force'
import { packRow } from './testing'

const TODAY = '2026-11-25'
const FIRST = packRow('exemption')
const SECOND = packRow('exemption.demo')
const ROWS = [packRow('classification'), FIRST, SECOND]

test('the newest version that has begun counts', () => {
  expect(rowOn(ROWS, 'exemption', '2025-12-31')?.version).toBe(1)
  expect(rowOn(ROWS, 'exemption', TODAY)?.version).toBe(2)
  expect(rowOn(ROWS, 'exemption', '2020-12-31')).toBeNull()
})

test('a version that is over counts no more', () => {
  const over = packRow('exemption.demo', { in_force_to: '2026-11-24' })

  expect(rowOn([FIRST, over], 'exemption', TODAY)?.version).toBe(1)
})

test('which text of each pack was used is told by version and hash', () => {
  const { packs, uses } = rulebookOn(ROWS, TODAY)

  expect(uses['exemption']).toEqual({ version: 2, hash: SECOND.hash })
  expect(Object.keys(uses)).toEqual(['classification', 'exemption'])
  expect(packs.eligibility).toBeNull()
})
