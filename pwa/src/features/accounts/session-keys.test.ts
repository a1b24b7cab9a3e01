import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { useSession } from './session'
import type { Bureau } from './test-bureau'
import { newPhone, reopened } from './test-stays'

let bureau: Bureau

beforeEach(async () => {
  bureau = await newPhone()
})

afterEach(async () => {
  await bureau.stop()
})

describe('the keys of the bureau', () => {
  const OLD = { kty: 'EC', crv: 'P-256', x: 'b2xk', y: 'eQ' }
  const NEXT = { kty: 'EC', crv: 'P-256', x: 'bmV4dA', y: 'eQ' }

  test('that a question brings are not taken over for that', async () => {
    const session = useSession()
    await session.signIn('officer', 'good-pass')
    bureau.receiptKey = NEXT

    await session.confirm()

    expect([session.receiptKey?.x, session.expired]).toEqual(['eA', false])
  })

  test('that a sign-in brings are, and what was signed before stays true', async () => {
    await useSession().signIn('officer', 'good-pass')
    Object.assign(bureau, { receiptKey: NEXT, retired: [OLD] })

    await useSession().signIn('officer', 'good-pass')

    const known = (await reopened()).signers.map(({ x }) => x)
    expect(known).toEqual([NEXT.x, OLD.x, 'eA'])
  })

  test('that a sync has proved are kept, and an earlier proof never takes their place', async () => {
    const session = useSession()
    await session.signIn('officer', 'good-pass')
    const taken = (session.stay?.taken ?? 0) + 1
    const rescueKey = session.rescueKey && { ...session.rescueKey }

    await session.learn({ receiptKey: NEXT, rescueKey, retired: session.signers, taken })
    await session.learn({ receiptKey: OLD, rescueKey, taken })

    expect((await reopened()).receiptKey?.x).toBe(NEXT.x)
    expect((await reopened()).signers).toHaveLength(2)
  })

  test('of a stay of before they were rolled are completed by a question', async () => {
    const session = useSession()
    await session.signIn('officer', 'good-pass')
    if (session.stay) session.stay = { ...session.stay, taken: 0 }
    bureau.retired = [OLD]

    await session.confirm()

    expect(session.signers.map(({ x }) => x)).toEqual(['eA', OLD.x])

    // The client was opened before that, and counts from there.
    const known = session.signers.slice(0, 1)
    await session.learn({ receiptKey: NEXT, rescueKey: null, retired: known, taken: 1 })
    expect(session.signers.map(({ x }) => x)).toEqual([NEXT.x, 'eA', OLD.x])
  })
})
