/**
 * The bureau's public keys, in clear and beyond a sign-out: by them a phone that nobody can open
 * knows what the bureau signed, and seals what waits (docs/keys.md).
 */
import { changeKept, readKept } from './device-store'
import { fieldsOf, itemsOf, numberIn } from './shape'

export interface BureauKeys {
  /** By which the bureau signs now. */
  readonly receiptKey: JsonWebKey | null
  /** To which unsent work is sealed. */
  readonly rescueKey: JsonWebKey | null
  /** By which it signed before, the latest first: what they signed stays true. */
  readonly retired?: readonly JsonWebKey[]
  /** How often this phone took over others; of two states the later one counts. */
  readonly taken?: number
}

export const NO_KEYS: BureauKeys = { receiptKey: null, rescueKey: null }

const PLACE = 'bureau'
/** Where the rescue key stood before, with who stays. */
const STAY = 'stay'

/** Keep the keys, unless another tab has taken over later ones by now. */
export async function keepBureauKeys(keys: BureauKeys): Promise<void> {
  const { receiptKey, rescueKey, retired = [], taken = 0 } = keys
  await changeKept(PLACE, (now) =>
    (numberIn(fieldsOf(now), 'taken') ?? 0) > taken
      ? undefined
      : { receipt_key: receiptKey, rescue_key: rescueKey, retired, taken },
  )
}

export async function bureauKeys(): Promise<BureauKeys> {
  const kept = fieldsOf(await readKept(PLACE))
  const before = fieldsOf(await readKept(STAY))
  return {
    receiptKey: keyIn(kept.get('receipt_key')),
    rescueKey: keyIn(kept.get('rescue_key') ?? before.get('rescue_key')),
    retired: itemsOf(kept.get('retired')).flatMap((key) => keyIn(key) ?? []),
    taken: numberIn(kept, 'taken') ?? 0,
  }
}

/** Every key by which the bureau ever signed, as far as it is known here, the present one first. */
export function signersOf({ receiptKey, retired = [] }: BureauKeys): readonly JsonWebKey[] {
  return receiptKey === null ? retired : [receiptKey, ...retired]
}

export function isSameKey(one: JsonWebKey | null, other: JsonWebKey | null): boolean {
  return one?.x === other?.x && one?.y === other?.y
}

/** What is known once these two are in force. */
export function keysThen(known: BureauKeys, next: BureauKeys): BureauKeys {
  const { receiptKey, rescueKey } = next
  // The latest first: who tells more of them knows later ones.
  const before = [...(next.retired ?? []), ...signersOf(known)]
  const retired = before.filter(
    (key, n) => !isSameKey(key, receiptKey) && before.findIndex((one) => isSameKey(one, key)) === n,
  )
  return { receiptKey, rescueKey, retired, taken: (known.taken ?? 0) + 1 }
}

/** What a program of this phone knew last, of two states. */
export function laterKeys(kept: BureauKeys | null, told: BureauKeys): BureauKeys {
  const isTold = told.receiptKey !== null && (told.taken ?? 0) >= (kept?.taken ?? 0)
  return kept === null || isTold ? told : kept
}

function keyIn(raw: unknown): JsonWebKey | null {
  return typeof raw === 'object' ? raw : null
}
