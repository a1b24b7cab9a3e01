/**
 * COSE_Sign1 with ES256 (RFC 9052 §4.2, RFC 9053 §2.1), read and written in exactly one form: tag 18,
 * a protected header of algorithm and key, an empty unprotected one, all in deterministic CBOR.
 */
import type { PublicJwk } from '@/core/device-key'
import { readCbor, Tag, writeCbor } from './cbor'

export type Bytes = Uint8Array<ArrayBuffer>

/** A message as it came: who is said to have signed, and what; nothing is verified yet. */
export interface Signed {
  readonly kid: Bytes
  readonly protectedHeader: Bytes
  readonly payload: Bytes
  readonly signature: Bytes
}

/** other: a COSE_Sign1, yet protected in another way than ours. */
export type ReadSign1 = { ok: true; signed: Signed } | { ok: false; why: 'none' | 'other' }

const SIGN1_TAG = 18
const ES256 = -7
const ALGORITHM = 1
const KID = 4
const KID_BYTES = 8
const SIGNATURE_BYTES = 64
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' }

export function readSign1(bytes: Uint8Array): ReadSign1 {
  const parts = partsOf(readCbor(bytes))
  if (parts === null) return { ok: false, why: 'none' }
  const { protectedHeader, unprotected, payload, signature } = parts
  const header = protectedHeader.length === 0 ? new Map() : readCbor(protectedHeader)
  if (header === null) return { ok: false, why: 'none' }

  const kid = kidIn(header)
  const isLoose = !(unprotected instanceof Map) || unprotected.size > 0
  if (kid === null || isLoose) return { ok: false, why: 'other' }
  return { ok: true, signed: { kid, protectedHeader, payload, signature } }
}

export function protectedHeaderFor(kid: Uint8Array): Bytes {
  return writeCbor(
    new Map<number, unknown>([
      [ALGORITHM, ES256],
      [KID, kid],
    ]),
  )
}

/** What is signed: the Sig_structure of RFC 9052 §4.4. */
export function signedBytes(protectedHeader: Uint8Array, payload: Uint8Array): Bytes {
  return writeCbor(['Signature1', protectedHeader, new Uint8Array(), payload])
}

/** The message of a payload by whoever signs: the signature is raw r‖s. */
export async function makeSign1(
  payload: Uint8Array,
  kid: Uint8Array,
  sign: (bytes: Bytes) => Promise<Bytes>,
): Promise<Bytes> {
  const protectedHeader = protectedHeaderFor(kid)
  const signature = await sign(signedBytes(protectedHeader, payload))
  return writeCbor(new Tag(SIGN1_TAG, [protectedHeader, new Map(), payload, signature]))
}

/** Whether the owner of this key made the signature; a damaged key verifies nothing. */
export async function isSignedBy(signed: Signed, jwk: PublicJwk): Promise<boolean> {
  if (signed.signature.length !== SIGNATURE_BYTES) return false
  try {
    const key = await crypto.subtle.importKey('jwk', { ...jwk }, CURVE, false, ['verify'])
    const message = signedBytes(signed.protectedHeader, signed.payload)
    return await crypto.subtle.verify(SIGNING, key, signed.signature, message)
  } catch {
    return false
  }
}

interface Parts {
  readonly protectedHeader: Bytes
  readonly unprotected: unknown
  readonly payload: Bytes
  readonly signature: Bytes
}

function partsOf(message: unknown): Parts | null {
  if (!(message instanceof Tag) || message.tag !== SIGN1_TAG) return null
  if (!Array.isArray(message.contents) || message.contents.length !== 4) return null
  const [protectedHeader, unprotected, payload, signature] = message.contents as unknown[]
  if (!isBytes(protectedHeader) || !isBytes(payload) || !isBytes(signature)) return null
  return { protectedHeader, unprotected, payload, signature }
}

function kidIn(header: unknown): Bytes | null {
  if (!(header instanceof Map) || header.size !== 2 || header.get(ALGORITHM) !== ES256) return null
  const kid: unknown = header.get(KID)
  return isBytes(kid) && kid.length === KID_BYTES ? kid : null
}

/** The library hands out views of the whole message; these bytes are their own. */
export function isBytes(value: unknown): value is Bytes {
  return value instanceof Uint8Array
}
