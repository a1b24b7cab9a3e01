import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { offersPasskeys, thisPhone } from './authenticator'

/** A browser's own word about passkeys, with what it can do. */
function browserThat(can: Record<string, boolean>, host = 'doorstep.gov'): void {
  vi.stubGlobal('PublicKeyCredential', { getClientCapabilities: () => Promise.resolve(can) })
  vi.stubGlobal('location', { hostname: host })
}

const ABLE = { 'extension:prf': true, userVerifyingPlatformAuthenticator: true }

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('passkeys are offered', () => {
  test('where the browser says that it has them with a secret', async () => {
    browserThat(ABLE)

    expect(await offersPasskeys()).toBe(true)
  })

  test.each([
    ['has no secrets', { ...ABLE, 'extension:prf': false }],
    ['says nothing of secrets', { userVerifyingPlatformAuthenticator: true }],
    ['recognises nobody', { ...ABLE, userVerifyingPlatformAuthenticator: false }],
  ])('but not where it %s', async (_, can) => {
    browserThat(can)

    expect(await offersPasskeys()).toBe(false)
  })

  test.each(['192.168.1.20', '127.0.0.1', '[::1]'])('but not at the address %s', async (host) => {
    browserThat(ABLE, host)

    expect(await offersPasskeys()).toBe(false)
  })

  test('but not by a browser that knows no passkeys, or cannot say', async () => {
    vi.stubGlobal('location', { hostname: 'doorstep.gov' })
    expect(await offersPasskeys()).toBe(false)

    vi.stubGlobal('PublicKeyCredential', {})
    expect(await offersPasskeys()).toBe(false)
  })
})

describe('what the phone is asked', () => {
  const asked: CredentialCreationOptions[] & CredentialRequestOptions[] = []
  const deny = (options: CredentialCreationOptions & CredentialRequestOptions) => {
    asked.push(options)
    return Promise.reject(new DOMException('', 'NotAllowedError'))
  }

  beforeEach(() => {
    asked.length = 0
    browserThat(ABLE)
    vi.stubGlobal('navigator', { credentials: { create: deny, get: deny } })
  })

  test('names the host, demands that somebody is recognised, and tells nothing of the person', async () => {
    expect(await thisPhone.make({ id: 'v1', name: '上门办' })).toBe('refused')

    const { rp, user, authenticatorSelection } = asked[0]?.publicKey ?? {}
    expect(rp).toEqual({ id: 'doorstep.gov', name: '上门办' })
    expect(user).toEqual({
      id: new TextEncoder().encode('v1'),
      name: '上门办',
      displayName: '上门办',
    })
    expect(authenticatorSelection?.userVerification).toBe('required')
  })

  test('is one passkey at one input, and given up with the screen that asked', async () => {
    const [credential, input] = [new Uint8Array([1]), new Uint8Array([2])]
    const { signal } = new AbortController()

    expect(await thisPhone.answer({ credential, input }, signal)).toBe('refused')

    expect(asked[0]?.signal).toBe(signal)
    expect(asked[0]?.publicKey).toMatchObject({
      rpId: 'doorstep.gov',
      userVerification: 'required',
      allowCredentials: [{ id: credential }],
      extensions: { prf: { eval: { first: input } } },
    })
  })
})
