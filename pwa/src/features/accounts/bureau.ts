/** What sign-ins and contacts make of the bureau's keys that are known here (docs/keys.md). */
import { isSameKey, keysThen, type BureauKeys } from '@/core/bureau-keys'
import { fieldsOf } from '@/core/shape'
import { parseKey, type KnownKeys, type PublicKey } from './person'

type Plain = Required<KnownKeys>

/** Copies that can be kept: what stands in a session is watched. */
export function plainKeys({ receiptKey, rescueKey, retired = [], taken = 0 }: KnownKeys): Plain {
  return {
    receiptKey: { ...receiptKey },
    rescueKey: rescueKey && { ...rescueKey },
    retired: retired.map((key) => ({ ...key })),
    taken,
  }
}

/** A sign-in by password tells which keys are the bureau's; what those of before signed stays true. */
export function keysTold(known: BureauKeys, told: KnownKeys): KnownKeys {
  const { retired = [], taken = 0 } = keysThen(known, told)
  return { ...told, retired: publicKeys(retired), taken }
}

/**
 * Asked whether a stay still stands, the bureau tells its keys too: one that is not known here is
 * not taken over for that, but by what a sync proves or at a sign-in.
 */
export function keysConfirmed(known: KnownKeys, told: KnownKeys): KnownKeys {
  const { receiptKey, rescueKey, retired = [], taken = 0 } = known
  if (!isSameKey(receiptKey, told.receiptKey)) return { receiptKey, rescueKey, retired, taken }
  // A stay of before keys were rolled knows only one.
  if (taken === 0) return keysTold(known, told)
  return { receiptKey, rescueKey: rescueKey ?? told.rescueKey, retired, taken }
}

/** What a sync proved, for the session; null where the session knows as much. */
export function keysProved(known: KnownKeys, proved: BureauKeys): KnownKeys | null {
  const receiptKey = parseKey(fieldsOf(proved.receiptKey))
  const { retired = [], taken = 0 } = proved
  // A question may have completed what is known here since that client was opened.
  const leadsOn = retired.some((key) => isSameKey(key, known.receiptKey))
  if (receiptKey === null || (taken <= (known.taken ?? 0) && !leadsOn)) return null
  const rescueKey = parseKey(fieldsOf(proved.rescueKey))
  const next = keysTold(known, { receiptKey, rescueKey, retired: publicKeys(retired) })
  return { ...next, taken: Math.max(taken, next.taken ?? 0) }
}

function publicKeys(keys: readonly JsonWebKey[]): PublicKey[] {
  return keys.flatMap((key) => parseKey(fieldsOf(key)) ?? [])
}
