import { expect, test } from 'vitest'
import type { BureauKeys } from '@/core/bureau-keys'
import { follow, followFrom, markOf, type Link } from '@/sync/succession'
import vectors from '../../../sync/vectors/succession.json'

interface Told {
  receipt: JsonWebKey
  rescue: JsonWebKey
  retired: JsonWebKey[]
}

function keysOf({ receipt, rescue, retired }: Told): BureauKeys {
  return { receiptKey: receipt, rescueKey: rescue, retired, taken: 0 }
}

test.each(vectors.cases)('$name leads as far as at the bureau', async (one) => {
  const known = keysOf(one.known)

  const { keys, isWhole } = await follow(known, one.chain)

  expect({ ...keys, taken: 0 }).toEqual(keysOf(one.then))
  expect(isWhole).toBe(one.is_whole)
  expect(markOf(known)).toBe(one.mark)
  // Nothing that is not proved moves the phone at all.
  if (markOf(keys) === one.mark) expect(keys).toBe(known)
})

test('whoever knows only the key that signs finds the way from its last link', async () => {
  const whole = vectors.cases.find(({ name }) => name.includes('first half'))
  const chain: readonly Link[] = whole?.chain ?? []
  const first = vectors.cases.find(({ name }) => name === 'one key rolled')?.known.receipt ?? null

  const known = await followFrom({ receiptKey: first, rescueKey: null }, chain)

  expect(known.receiptKey).toEqual(whole?.then.receipt)
  expect(known.retired).toHaveLength(2)
})

test('keys that are half known have no mark', () => {
  expect(markOf({ receiptKey: null, rescueKey: null })).toBeNull()
})
