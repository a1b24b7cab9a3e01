/** The bureau's public list of keys and withdrawals, kept in this browser for when there is no network. */
import { isSameKey, NO_KEYS } from '@/core/bureau-keys'
import type { PublicJwk } from '@/core/device-key'
import { keep, readKept } from '@/core/device-store'
import { request, type Request } from '@/core/http'
import { fieldsOf, itemsOf, textIn, type Fields } from '@/core/shape'
import { followFrom, linksIn, type Link } from '@/sync/succession'
import type { KeyList, KnownKey } from './verifying'

/** The list with when the bureau made it, and the names of its branches. */
export interface Listed extends KeyList {
  readonly issuedAt: Date
  readonly branches: ReadonlyMap<string, string>
}

/** stale: the bureau was not reached · forged: what came is not signed by the key seen before. */
export type Fetched =
  { ok: true; list: Listed } | { ok: false; why: 'unreached' | 'forged'; list: Listed | null }

const PLACE = 'receipt-keys'
const PATH = '/api/public/receipts/keys'
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' }

interface Letter {
  readonly body: string
  readonly signature: string
  readonly key: PublicJwk
  /** How the key that signs followed those of before. */
  readonly links: readonly Link[]
}

/** The list that was kept last, if its signature still holds. */
export async function keptList(): Promise<Listed | null> {
  const letter = letterOf(await readKept(PLACE))
  return letter !== null && (await isSigned(letter)) ? listOf(letter) : null
}

/**
 * Ask the bureau for its list and keep it. The key that signs it is taken on trust the first time, as
 * the page itself is; after that a list by another key is refused, unless the keys lead from one to
 * the other.
 */
export async function fetchList(ask: Request = request): Promise<Fetched> {
  const kept = letterOf(await readKept(PLACE))
  const answer = await ask('GET', PATH)
  const letter = answer.ok ? letterOf(answer.value) : null
  if (letter === null) return { ok: false, why: 'unreached', list: await keptList() }
  const list = (await isSigned(letter)) ? listOf(letter) : null
  const isSameBureau = kept === null || (await leadsTo(kept.key, letter))
  if (list === null || !isSameBureau) return { ok: false, why: 'forged', list: await keptList() }

  const { body, signature, key } = letter
  await keep(PLACE, { body, signature, key: { ...key } })
  return { ok: true, list }
}

function letterOf(raw: unknown): Letter | null {
  const fields = fieldsOf(raw)
  const body = textIn(fields, 'body')
  const signature = textIn(fields, 'signature')
  const key = jwkOf(fieldsOf(fields.get('key')))
  if (body === null || signature === null || key === null) return null
  return { body, signature, key, links: linksIn(fields.get('succession')) }
}

async function isSigned({ body, signature, key }: Letter): Promise<boolean> {
  try {
    const imported = await crypto.subtle.importKey('jwk', { ...key }, CURVE, false, ['verify'])
    const plain = atob(signature.replaceAll('-', '+').replaceAll('_', '/'))
    const raw = Uint8Array.from(plain, (char) => char.charCodeAt(0))
    return await crypto.subtle.verify(SIGNING, imported, raw, new TextEncoder().encode(body))
  } catch {
    // A key or signature that cannot even be read vouches for nothing.
    return false
  }
}

function listOf({ body }: Letter): Listed | null {
  const fields = fieldsOf(parsed(body))
  const issuedAt = new Date(textIn(fields, 'issued_at') ?? '')
  if (Number.isNaN(issuedAt.getTime())) return null
  return {
    issuedAt,
    // Of two keys under one kid the first counts: a Map keeps the last that it is given.
    keys: new Map(itemsOf(fields.get('keys')).flatMap(keyOf).reverse()),
    withdrawn: pairsOf(fields, 'withdrawn', ['hash_prefix', 'withdrawn_on']),
    branches: pairsOf(fields, 'branches', ['id', 'name']),
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

function keyOf(raw: unknown): [string, KnownKey][] {
  const fields = fieldsOf(raw)
  const kid = textIn(fields, 'kid')
  const jwk = jwkOf(fieldsOf(fields.get('jwk')))
  if (kid === null || jwk === null) return []
  const [valid_to, revoked_at] = [textIn(fields, 'valid_to'), textIn(fields, 'revoked_at')]
  return [[kid, { jwk, valid_to, revoked_at }]]
}

function pairsOf(
  fields: Fields,
  name: string,
  [key, value]: readonly [string, string],
): Map<string, string> {
  const pairs = itemsOf(fields.get(name)).map(fieldsOf)
  return new Map(pairs.map((pair) => [textIn(pair, key) ?? '', textIn(pair, value) ?? '']))
}

function jwkOf(fields: Fields): PublicJwk | null {
  const [kty, crv, x, y] = ['kty', 'crv', 'x', 'y'].map((name) => textIn(fields, name))
  return kty && crv && x && y ? { kty, crv, x, y } : null
}

async function leadsTo(known: PublicJwk, { key, links }: Letter): Promise<boolean> {
  if (isSameKey(known, key)) return true
  const { receiptKey } = await followFrom({ ...NO_KEYS, receiptKey: { ...known } }, links)
  return isSameKey(receiptKey, key)
}
