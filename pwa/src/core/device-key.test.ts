import 'fake-indexeddb/auto'
import { describe, expect, test } from 'vitest'
import { deviceKey, kidOf, nextKey, type PublicJwk } from './device-key'
import { keep, readKept } from './device-store'

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
const MESSAGE = new TextEncoder().encode('what this phone stands for')

async function verifies(jwk: PublicJwk, signature: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' }
  const key = await crypto.subtle.importKey('jwk', { ...jwk }, curve, false, ['verify'])
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, MESSAGE)
}

describe('the key of this phone', () => {
  test('is made once, without a network, and signs what its public half verifies', async () => {
    const key = await deviceKey('phone-1')
    const again = await deviceKey('phone-1')

    expect(again.kid).toBe(key.kid)
    expect(key.kid).toMatch(/^[0-9a-f]{16}$/)
    const signature = await again.sign(MESSAGE)
    expect(signature.length).toBe(64)
    expect(await verifies(key.publicJwk, signature)).toBe(true)
  })

  test('is the same for two tabs that open it at once', async () => {
    const [one, other] = await Promise.all([deviceKey('phone-2'), deviceKey('phone-2')])

    expect(one.kid).toBe(other.kid)
  })

  test('is another one for another device', async () => {
    expect((await deviceKey('phone-3')).kid).not.toBe((await deviceKey('phone-4')).kid)
  })

  test('stands sealed in the browser', async () => {
    const { publicJwk } = await deviceKey('phone-5')
    const kept = await readKept('device-key:phone-5')

    expect(Object.keys(kept as object)).toEqual(['box'])
    const text = new TextDecoder('latin1').decode((kept as { box: Uint8Array }).box)
    expect(text).not.toContain(publicJwk.x)
  })

  test('that was made before there were vaults goes on until it is revoked', async () => {
    const pair = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey)
    const jwk = { kty, crv, x, y } as PublicJwk
    await keep('device-key:phone-7', { privateKey: pair.privateKey, jwk })

    const old = await deviceKey('phone-7')
    expect(await verifies(old.publicJwk, await old.sign(MESSAGE))).toBe(true)
    expect(old.publicJwk).toEqual(jwk)

    const next = await nextKey('phone-7')
    await next.take()
    expect((await deviceKey('phone-7')).kid).toBe(next.key.kid)
  })

  test('gives way to the next one only when that is taken', async () => {
    const old = await deviceKey('phone-6')
    const next = await nextKey('phone-6')
    expect((await deviceKey('phone-6')).kid).toBe(old.kid)

    await next.take()

    expect((await deviceKey('phone-6')).kid).toBe(next.key.kid)
  })

  test('is named by the head of its thumbprint (RFC 7638)', async () => {
    // The key of RFC 7515 A.3, as in tests/server/devices/test_keys.py.
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    }

    expect(await kidOf(jwk)).toBe('a0a232c2f194a535')
  })
})
