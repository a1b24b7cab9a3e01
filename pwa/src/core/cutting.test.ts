import { expect, test } from 'vitest'
import { nextTick, ref } from 'vue'
import { CUT, useCut } from './cutting'

const numbers = (n: number): number[] => Array.from({ length: n }, (_, place) => place)

test('a long list is cut, tells what is left, and shows more of it on demand', () => {
  const { shown, left, more } = useCut(ref(numbers(2 * CUT + 1)))
  expect([shown.value.length, left.value]).toEqual([CUT, CUT + 1])

  more()
  expect([shown.value.length, left.value]).toEqual([2 * CUT, 1])
  more()
  expect(shown.value).toEqual(numbers(2 * CUT + 1))
  expect(left.value).toBe(0)
})

test('another part of the list is cut anew', async () => {
  const part = ref('mine')
  const { shown, more } = useCut(ref(numbers(3 * CUT)), part)
  more()
  part.value = 'here'
  await nextTick()

  expect(shown.value.length).toBe(CUT)
})
