import 'fake-indexeddb/auto'
import { webcrypto } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { forget, keep, readKept } from '@/core/device-store'
import type { Answer, Request } from '@/core/http'
import { markOf } from '@/sync/succession'
import { fetchList, keptList } from './key-list'

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
const PHONE = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }
const BODY = JSON.stringify({
  issued_at: '2026-11-23T02:00:00Z',
  keys: [
    { kid: 'k1', jwk: PHONE, branch: 'b1', valid_to: null, revoked_at: '2026-11-22T02:00:00Z' },
  ],
  withdrawn: [{ number: '1号', hash_prefix: 'ab', withdrawn_on: '2026-11-21' }],
  branches: [{ id: 'b1', name: '长安分局' }],
})

async function bureau() {
  const pair = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])
  const {
    kty = '',
    crv = '',
    x = '',
    y = '',
  } = await webcrypto.subtle.exportKey('jwk', pair.publicKey)
  const letter = async (body: string) => {
    const bytes = new TextEncoder().encode(body)
    const raw = await webcrypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      pair.privateKey,
      bytes,
    )
    const signature = Buffer.from(raw).toString('base64url')
    return { body, signature, key: { kty, crv, x, y } }
  }
  return { letter }
}

/** The first two links of a bureau whose key was rolled once. */
async function linksBetween(before: JsonWebKey, next: JsonWebKey, by: Signer) {
  const texts = [
    { after: '', receipt: before, rescue: PHONE },
    { after: markOf({ receiptKey: before, rescueKey: PHONE }), receipt: next, rescue: PHONE },
  ].map((told) => JSON.stringify(told))
  const signed = texts.map(async (body) => {
    const { signature } = await by.letter(`doorstep-keys-v1\n${body}`)
    return { body, signature }
  })
  return Promise.all(signed)
}

type Signer = Awaited<ReturnType<typeof bureau>>

function answering(value: unknown): Request {
  const answer: Answer<unknown> = { ok: true, value, status: 200 }
  return () => Promise.resolve(answer)
}

const OFFLINE: Request = () => Promise.resolve({ ok: false, kind: 'network' })

beforeEach(() => forget('receipt-keys'))

describe('the list of keys for everybody', () => {
  test('is kept, so that it is there without a network, with its own time', async () => {
    const { letter } = await bureau()
    expect((await fetchList(answering(await letter(BODY)))).ok).toBe(true)

    const offline = await fetchList(OFFLINE)

    expect(offline).toMatchObject({ ok: false, why: 'unreached' })
    expect(offline.list).toEqual({
      issuedAt: new Date('2026-11-23T02:00:00Z'),
      keys: new Map([['k1', { jwk: PHONE, valid_to: null, revoked_at: '2026-11-22T02:00:00Z' }]]),
      withdrawn: new Map([['ab', '2026-11-21']]),
      branches: new Map([['b1', '长安分局']]),
    })
  })

  test('is nothing before the first contact', async () => {
    expect(await fetchList(OFFLINE)).toEqual({ ok: false, why: 'unreached', list: null })
  })

  test('changed on its way is not taken; the one from before stays', async () => {
    const { letter } = await bureau()
    await fetchList(answering(await letter(BODY)))
    const changed = { ...(await letter(BODY)), body: BODY.replace('k1', 'k2') }

    const answer = await fetchList(answering(changed))

    expect(answer).toMatchObject({ ok: false, why: 'forged' })
    expect([...(answer.list?.keys.keys() ?? [])]).toEqual(['k1'])
  })

  test('of somebody who is not the bureau seen before is not taken', async () => {
    await fetchList(answering(await (await bureau()).letter(BODY)))
    const stranger = await (await bureau()).letter(BODY.replace('k1', 'k2'))

    expect(await fetchList(answering(stranger))).toMatchObject({ ok: false, why: 'forged' })
  })

  test('of the bureau seen before is taken by its next key, to which the one before leads', async () => {
    const [first, next] = [await bureau(), await bureau()]
    await fetchList(answering(await first.letter(BODY)))
    const letter = await next.letter(BODY.replace('k1', 'k2'))
    const { key: known } = await first.letter('')
    const links = await linksBetween(known, letter.key, first)

    const forged = await linksBetween(known, letter.key, next)
    const refused = await fetchList(answering({ ...letter, succession: forged }))
    expect(refused).toMatchObject({ ok: false, why: 'forged' })

    expect((await fetchList(answering({ ...letter, succession: links }))).ok).toBe(true)
    // From now on it is the next key that is known.
    expect((await fetchList(answering(letter))).ok).toBe(true)
    expect((await keptList())?.keys.has('k2')).toBe(true)
  })

  test('has one key for a kid, the first; another under that name vouches for nothing', async () => {
    const other = { kid: 'k1', jwk: { ...PHONE, x: 'z' }, valid_to: null, revoked_at: null }
    const told = JSON.parse(BODY) as { keys: unknown[] }
    const { letter } = await bureau()

    const answer = await fetchList(
      answering(await letter(JSON.stringify({ ...told, keys: [...told.keys, other] }))),
    )

    expect(answer.list?.keys.size).toBe(1)
    expect(answer.list?.keys.get('k1')?.jwk).toEqual(PHONE)
  })

  test('changed inside the browser is not believed', async () => {
    const { letter } = await bureau()
    await fetchList(answering(await letter(BODY)))
    const kept = (await readKept('receipt-keys')) as { body: string }
    await keep('receipt-keys', { ...kept, body: kept.body.replace('k1', 'k2') })

    expect(await keptList()).toBeNull()
  })

  test.each([null, {}, { body: '{}', signature: '', key: {} }, '<html>'])(
    'garbage instead of it is no list: %j',
    async (garbage) => {
      expect((await fetchList(answering(garbage))).list).toBeNull()
    },
  )
})
