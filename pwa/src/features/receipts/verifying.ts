/** Whether a receipt is genuine, by a list of keys and withdrawals (docs/registrations.md §4). */
import { hexOf, type PublicJwk } from '@/core/device-key'
import { isSignedBy } from './cose'
import { readConfirmation, readReceipt, type Receipt } from './reading'

export type Verdict =
  'genuine' | 'altered' | 'unknown_key' | 'revoked_key' | 'expired' | 'withdrawn' | 'unreadable'

/** A phone's key: until when it was its phone's, or since when nobody's; ISO instants. */
export interface KnownKey {
  readonly jwk: PublicJwk
  readonly valid_to: string | null
  readonly revoked_at: string | null
}

/** What a verifier goes by: keys by kid (hex), days of withdrawal by the prefix of the hash (hex). */
export interface KeyList {
  readonly keys: ReadonlyMap<string, KnownKey>
  readonly withdrawn: ReadonlyMap<string, string>
}

/** The verdict; what the receipt says only where its signature holds. */
export interface Verification {
  readonly verdict: Verdict
  readonly receipt: Receipt | null
  readonly withdrawnOn: string | null
  readonly revokedAt: string | null
}

/** A phone writes the instant by its own clock, the bureau ends a key by its. */
const CLOCKS_DIFFER_MS = 24 * 3600 * 1000
const UNTOLD = { receipt: null, withdrawnOn: null, revokedAt: null }

/** Judge the text of a QR code, whatever it is. */
export async function verify(text: string, known: KeyList, nowMs: number): Promise<Verification> {
  const read = readReceipt(text)
  if (!read.ok) return { verdict: read.why === 'none' ? 'unreadable' : 'altered', ...UNTOLD }
  const key = known.keys.get(hexOf(read.signed.kid))
  if (key === undefined) return { verdict: 'unknown_key', ...UNTOLD }
  if (!(await isSignedBy(read.signed, key.jwk))) return { verdict: 'altered', ...UNTOLD }

  const receipt = read.said
  const withdrawnOn = known.withdrawn.get(receipt.hashPrefix) ?? null
  const verdict = withdrawnOn === null ? standing(receipt, key, nowMs) : 'withdrawn'
  return { verdict, receipt, withdrawnOn, revokedAt: key.revoked_at }
}

/** Whose phone signed that he stands for this act and these contents; null: nobody's that is known. */
export async function confirmedBy<K extends KnownKey>(
  text: string,
  act: { readonly registrationId: string; readonly essenceHash: string },
  keys: ReadonlyMap<string, K>,
): Promise<K | null> {
  const read = readConfirmation(text)
  if (!read.ok) return null
  const { registrationId, essenceHash } = read.said
  if (registrationId !== act.registrationId || essenceHash !== act.essenceHash) return null
  const key = keys.get(hexOf(read.signed.kid))
  if (key === undefined || key.revoked_at !== null) return null
  return (await isSignedBy(read.signed, key.jwk)) ? key : null
}

/**
 * A phone may sign before its key is registered, so nothing is made of `valid_from`. A key that was
 * revoked proves nothing any more, as its finder may write any instant into a receipt.
 */
function standing(receipt: Receipt, key: KnownKey, nowMs: number): Verdict {
  if (key.revoked_at !== null) return 'revoked_key'
  const ended = key.valid_to === null ? Infinity : Date.parse(key.valid_to) + CLOCKS_DIFFER_MS
  if (receipt.issuedAt * 1000 > ended) return 'revoked_key'
  return nowMs >= receipt.expiresAt * 1000 ? 'expired' : 'genuine'
}
