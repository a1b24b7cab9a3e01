/**
 * The one seam behind which this phone's signing key stands (ES256, docs/registrations.md §4). It is
 * kept under the data key alone: a key that the browser keeps "not extractable" lies in clear on its
 * disk. In memory no script can read it out.
 */
import { readKept } from './device-store'
import { keepFirstSealed, keepSealed, readSealed } from './vault/kept'

/** A public key of EC P-256 with the members that it must have, and no others (RFC 7517). */
export interface PublicJwk {
  readonly kty: string
  readonly crv: string
  readonly x: string
  readonly y: string
}

export interface DeviceKey {
  /** The first 8 bytes of the key's thumbprint (RFC 7638), as hex. */
  readonly kid: string
  readonly publicJwk: PublicJwk
  /** The signature as raw r‖s, 64 bytes. Never awaited inside a transaction: that would end it. */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>
}

/** The key as JWK, private part included. */
interface KeptKey extends PublicJwk {
  readonly d: string
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' }
const KID_BYTES = 8

/** The key of this device; made when it has none yet, without any network. */
export async function deviceKey(device: string): Promise<DeviceKey> {
  const here = await keyHere(device)
  if (here !== null) return here
  // Another tab may have been faster: the first one that was kept is the device's.
  const first = await keepFirstSealed(placeOf(device), await made())
  if (!isKeptKey(first)) throw new Error('what is kept as a key is none')
  return usable(first)
}

/** The key of a device where this browser has one that opens; none is made. */
export async function keyHere(device: string): Promise<DeviceKey | null> {
  const kept = await readSealed(placeOf(device))
  return isKeptKey(kept) ? usable(kept) : keyOfBefore(device)
}

/** A fresh key for a device whose own was revoked, and how to make it the device's. */
export async function nextKey(
  device: string,
): Promise<{ key: DeviceKey; take: () => Promise<void> }> {
  const fresh = await made()
  return { key: await usable(fresh), take: () => keepSealed(placeOf(device), fresh) }
}

/** By what a key is named in receipts and at the bureau. */
export async function kidOf({ crv, kty, x, y }: PublicJwk): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify({ crv, kty, x, y }))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', text))
  return hexOf(hash.subarray(0, KID_BYTES))
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function made(): Promise<KeptKey> {
  const pair = await crypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  if (!kty || !crv || !x || !y || !d) throw new Error('the browser made no key of the curve')
  return { kty, crv, x, y, d }
}

async function usable({ kty, crv, x, y, d }: KeptKey): Promise<DeviceKey> {
  const jwk = { kty, crv, x, y }
  return signer(jwk, await crypto.subtle.importKey('jwk', { ...jwk, d }, CURVE, false, ['sign']))
}

async function signer(publicJwk: PublicJwk, key: CryptoKey): Promise<DeviceKey> {
  return {
    kid: await kidOf(publicJwk),
    publicJwk,
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign(SIGNING, key, bytes)),
  }
}

/**
 * A key of before there were vaults. It cannot be read out to be sealed, and the bureau takes another
 * one only in the place of a revoked one, so it serves until it is revoked.
 */
async function keyOfBefore(device: string): Promise<DeviceKey | null> {
  const kept = await readKept(placeOf(device))
  return isOpenKey(kept) ? signer(kept.jwk, kept.privateKey) : null
}

function placeOf(device: string): string {
  return `device-key:${device}`
}

function isKeptKey(value: unknown): value is KeptKey {
  if (typeof value !== 'object' || value === null) return false
  return ['kty', 'crv', 'x', 'y', 'd'].every((name) => name in value)
}

function isOpenKey(value: unknown): value is { privateKey: CryptoKey; jwk: PublicJwk } {
  return typeof value === 'object' && value !== null && 'privateKey' in value && 'jwk' in value
}
