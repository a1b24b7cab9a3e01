import { expect, test } from 'vitest'
import { lightOf } from './traffic-light'

const nothing = { state: 'behind' as const, enterprises: 0, solved: 0 }

test('a cadre who has done nothing yet is red', () => {
  expect(lightOf(nothing).tone).toBe('alarm')
})

test('a cadre who has begun is yellow', () => {
  expect(lightOf({ ...nothing, enterprises: 1 }).tone).toBe('warn')
})

test('a cadre freed of the target is neither late nor done', () => {
  expect(lightOf({ ...nothing, state: 'waived' }).word).toBe('waived')
})

test('a cadre who is done is green', () => {
  expect(lightOf({ ...nothing, state: 'done' }).tone).toBe('ok')
})
