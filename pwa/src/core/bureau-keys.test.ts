import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { bureauKeys, keepBureauKeys } from './bureau-keys'

const OLD = { kty: 'EC', crv: 'P-256', x: 'old', y: 'y' }
const NEXT = { kty: 'EC', crv: 'P-256', x: 'next', y: 'y' }

test('a tab that knows earlier keys does not put them back', async () => {
  await keepBureauKeys({ receiptKey: NEXT, rescueKey: NEXT, retired: [OLD], taken: 2 })

  await keepBureauKeys({ receiptKey: OLD, rescueKey: OLD, taken: 1 })

  expect(await bureauKeys()).toEqual({
    receiptKey: NEXT,
    rescueKey: NEXT,
    retired: [OLD],
    taken: 2,
  })
})
