import { expect, test } from 'vitest'
import { counters, setCounter } from './counters'

test('what waits at a place is the sum of its kinds, each said by itself', () => {
  setCounter('mine', 2)
  setCounter('mine', 3, 'messages')
  expect(counters.mine).toBe(5)

  setCounter('mine', 0)
  expect(counters.mine).toBe(3)

  setCounter('mine', 0, 'messages')
  expect([counters.mine, counters.today]).toEqual([0, 0])
})
