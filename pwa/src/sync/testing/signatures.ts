/** Judging the signatures of commands as a bureau does, by another library than the phone's. */
import { createHash, verify } from 'node:crypto'
import { expect } from 'vitest'
import type { KeyOf, SigningKey } from '@/sync/signing'
import type { AskedSync } from '@/sync/testing/wire'

type Json = Readonly<Record<string, unknown>>

/** Both halves of the key of each device, by its name. */
export type PhoneKeys = Readonly<Record<string, JsonWebKey>>

interface Signed {
  readonly body: string
  readonly sig?: string | null
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }

/** Whether a command that came as `seq` of a device bears the signature of a public key. */
export function isSignedBy(key: JsonWebKey, device: string, seq: number, sent: Signed): boolean {
  const { prev_hash: prev } = JSON.parse(sent.body) as { prev_hash: string }
  const text = Buffer.from(`doorstep-command-v1\n${device}\n${seq}\n${prev}\n${sent.body}`)
  const raw = Buffer.from(sent.sig ?? '', 'base64url')
  const { kty, crv, x, y } = key
  const jwk = { key: { kty, crv, x, y }, format: 'jwk', dsaEncoding: 'ieee-p1363' } as const
  return raw.length === 64 && verify('sha256', text, jwk as never, raw)
}

/** Whether a request has a command beyond the first `known` that its phone did not sign. */
export function isForged(
  keys: ReadonlyMap<string, JsonWebKey>,
  { device, first_seq, commands = [] }: AskedSync,
  known: number,
): boolean {
  const key = keys.get(device)
  if (key === undefined) return false
  return commands.some((sent, n) => {
    const seq = first_seq + n
    return seq > known && !isSignedBy(key, device, seq, sent)
  })
}

/** A key that signs at once; nobody verifies it. */
export const quickKey: KeyOf = (device) =>
  Promise.resolve({
    kid: device,
    sign: (bytes) => Promise.resolve(new Uint8Array(createHash('sha512').update(bytes).digest())),
  })

/** The key that the trace gives a device. */
export async function keyFrom(keys: PhoneKeys, device: string): Promise<SigningKey> {
  const jwk = keys[device] ?? {}
  const key = await crypto.subtle.importKey('jwk', jwk, CURVE, false, ['sign'])
  const signing = { name: 'ECDSA', hash: 'SHA-256' }
  return {
    kid: device,
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign(signing, key, bytes)),
  }
}

/** A request with each signature verified and left out: no two of the same text are alike. */
export function unsigned(asked: Json, keys: PhoneKeys): Json {
  const { commands } = asked as { commands?: readonly Signed[] }
  if (commands === undefined) return asked
  const device = String(asked['device'])
  for (const [n, sent] of commands.entries()) {
    const seq = Number(asked['first_seq']) + n
    expect(isSignedBy(keys[device] ?? {}, device, seq, sent), `seq ${seq} is signed`).toBe(true)
  }
  return { ...asked, commands: commands.map(({ body }) => ({ body })) }
}
