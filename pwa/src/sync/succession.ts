/**
 * How this phone follows the bureau's keys when they are rolled (docs/keys.md): link by link, each
 * signed by the key before it. The other side is `sync/succession.py`; both answer alike
 * (`sync/vectors/succession.json`).
 */
import { isSameKey, keysThen, type BureauKeys } from '@/core/bureau-keys'
import { fieldsOf, itemsOf, textIn, type Fields } from '@/core/shape'
import { textHash } from '@/sync/hashing'
import { isSigned } from '@/sync/receipts'
import type { WireLink } from '@/sync/wire.gen'

export type Link = WireLink

/** The keys after every link that could be verified. */
export interface Followed {
  readonly keys: BureauKeys
  /** Whether they are those that the bureau has now; else only a sign-in tells which these are. */
  readonly isWhole: boolean
}

interface Told {
  readonly after: string
  readonly receiptKey: JsonWebKey
  readonly rescueKey: JsonWebKey
}

const TITLE = 'doorstep-keys-v1\n'
const MARK_DIGITS = 16
const MEMBERS = ['kty', 'crv', 'x', 'y'] as const

/** By what phone and bureau see that they mean the same two keys; null while one is not known. */
export function markOf({ receiptKey, rescueKey }: BureauKeys): string | null {
  if (receiptKey === null || rescueKey === null) return null
  const told = [receiptKey.x, receiptKey.y, rescueKey.x, rescueKey.y]
  return textHash(told.join('|')).slice(0, MARK_DIGITS)
}

/** Go on from the keys that are known as far as each link is signed by the one before it. */
export async function follow(known: BureauKeys, chain: readonly Link[]): Promise<Followed> {
  let keys = known
  let end = markOf(known)
  for (const { body, signature = '' } of chain) {
    const told = toldIn(body)
    if (told === null) return { keys, isWhole: false }
    end = markOf(told)
    const isNext = told.after === markOf(keys)
    if (isNext && (await isSigned(TITLE + body, signature, signerOf(keys)))) {
      keys = keysThen(keys, told)
    }
  }
  return { keys, isWhole: markOf(keys) === end }
}

/** The same for whoever knows only by which key the bureau signed, from the last link that names it. */
export async function followFrom(known: BureauKeys, chain: readonly Link[]): Promise<BureauKeys> {
  const told = chain.map(({ body }) => toldIn(body))
  const at = told.findLast((one) => one !== null && isSameKey(one.receiptKey, known.receiptKey))
  return at ? (await follow({ ...known, rescueKey: at.rescueKey }, chain)).keys : known
}

/** What stands as links in something that came over the wire. */
export function linksIn(raw: unknown): Link[] {
  return itemsOf(raw).flatMap((one) => {
    const fields = fieldsOf(one)
    const body = textIn(fields, 'body')
    return body === null ? [] : [{ body, signature: textIn(fields, 'signature') ?? '' }]
  })
}

function signerOf({ receiptKey }: BureauKeys): readonly JsonWebKey[] {
  return receiptKey === null ? [] : [receiptKey]
}

function toldIn(body: string): Told | null {
  const fields = fieldsOf(parsed(body))
  const after = textIn(fields, 'after')
  const receiptKey = keyIn(fields, 'receipt')
  const rescueKey = keyIn(fields, 'rescue')
  if (after === null || receiptKey === null || rescueKey === null) return null
  return { after, receiptKey, rescueKey }
}

function keyIn(fields: Fields, name: string): JsonWebKey | null {
  const key = fieldsOf(fields.get(name))
  const members = MEMBERS.map((member) => [member, textIn(key, member)] as const)
  return members.some(([, value]) => value === null) ? null : Object.fromEntries(members)
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
