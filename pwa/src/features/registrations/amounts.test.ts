import { expect, test } from 'vitest'
import { wanOf, wholeOf, yuanOf } from './amounts'

test.each([
  ['12.5', 125_000],
  ['１２．５', 125_000],
  ['0', 0],
  ['0.0001', 1],
  ['300', 3_000_000],
  [' 7 ', 70_000],
  ['0.29', 2900],
])('%s 万元 is %i yuan', (written, yuan) => {
  expect(yuanOf(written)).toBe(yuan)
})

test.each(['', '1.23456', '-1', '1,000', '十', '1.', '.5', '1e3', '9999999999'])(
  '%s is no amount',
  (written) => {
    expect(yuanOf(written)).toBeNull()
  },
)

test.each([
  [125_000, '12.5'],
  [0, '0'],
  [1, '0.0001'],
  [3_000_000, '300'],
])('%i yuan are %s 万元', (yuan, written) => {
  expect(wanOf(yuan)).toBe(written)
})

test('square metres are whole', () => {
  expect([wholeOf('120'), wholeOf('12.5'), wholeOf('-1')]).toEqual([120, null, null])
})
