import { expect, test } from 'vitest'
import { Keeper } from './keeper'

test('states are saved in order, and a burst only by its latest', async () => {
  const saved: number[] = []
  const keeper = new Keeper<number>(async (value) => {
    await Promise.resolve()
    saved.push(value)
  })

  for (const state of [1, 2, 3]) keeper.keep(state)
  await keeper.settled()

  expect(saved).toEqual([1, 3])
})

test('a stopped keeper writes nothing, so that a completed draft does not come back', async () => {
  const saved: number[] = []
  const keeper = new Keeper<number>((value) => {
    saved.push(value)
    return Promise.resolve()
  })

  keeper.stop()
  keeper.keep(1)
  keeper.goOn()
  keeper.keep(2)
  await keeper.settled()

  expect(saved).toEqual([2])
})
