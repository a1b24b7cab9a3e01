/**
 * The one seam behind which this phone's signing key stands (ES256, docs/registrations.md §4). Today
 * it is a key of the browser's own, kept in this phone's store, that no script can read out.
 */
import { keep, keepFirst, readKept } from './device-store'

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

interface KeptKey {
  readonly privateKey: CryptoKey
  readonly jwk: PublicJwk
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' }
const KID_BYTES = 8

/** The key of this device; made when it has none yet, without any network. */
export async function deviceKey(device: string): Promise<DeviceKey> {
  const kept = await readKept(placeOf(device))
  if (isKeptKey(kept)) return usable(kept)
  // Another tab may have been faster: the first one that was kept is the device's.
  const first = await keepFirst(placeOf(device), await made())
  if (!isKeptKey(first)) throw new Error('what is kept as a key is none')
  return usable(first)
}

/** A fresh key for a device whose own was revoked, and how to make it the device's. */
export async function nextKey(
  device: string,
): Promise<{ key: DeviceKey; take: () => Promise<void> }> {
  const fresh = await made()
  return { key: await usable(fresh), take: () => keep(placeOf(device), fresh) }
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
  const pair = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  if (!kty || !crv || !x || !y) throw new Error('the browser made no key of the curve')
  return { privateKey: pair.privateKey, jwk: { kty, crv, x, y } }
}

async function usable({ privateKey, jwk }: KeptKey): Promise<DeviceKey> {
  return {
    kid: await kidOf(jwk),
    publicJwk: jwk,
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign(SIGNING, privateKey, bytes)),
  }
}

function placeOf(device: string): string {
  return `device-key:${device}`
}

function isKeptKey(value: unknown): value is KeptKey {
  return typeof value === 'object' && value !== null && 'privateKey' in value && 'jwk' in value
}
