/** Receipts: the bureau's signature that it holds a command (docs/protocol.md §2). */
import { inGroups } from '@/core/in-groups'
import { receiptText, type CommandResult } from '@/sync/protocol'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' }
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' }

/** What a result must be a receipt for. */
export interface Claim {
  readonly device: string
  readonly hashes: ReadonlyMap<number, string>
  /** Those known here, for results that do not name their own. */
  readonly epochs: readonly string[]
}

/** The seqs whose receipt is by one of the bureau's keys; without a key none is. */
export async function genuineSeqs(
  results: readonly CommandResult[],
  claim: Claim,
  signers: readonly JsonWebKey[],
): Promise<ReadonlySet<number>> {
  if (results.length === 0) return new Set()

  const imported = await importKeys(signers)
  const verdicts = await inGroups(results, (result) => isGenuine(result, claim, imported))
  return new Set(results.filter((_, n) => verdicts[n]).map(({ seq }) => seq))
}

/** Whether the bureau signed a text by one of these; a damaged key or signature signs nothing. */
export async function isSigned(
  text: string,
  signature: string,
  signers: readonly JsonWebKey[],
): Promise<boolean> {
  const bytes = decodeBase64Url(signature)
  if (bytes === null) return false
  return isBy(await importKeys(signers), bytes, new TextEncoder().encode(text))
}

type Bytes = Uint8Array<ArrayBuffer>

/** The present key stands first, so that mostly one look is enough. */
async function isBy(keys: readonly CryptoKey[], signature: Bytes, text: Bytes): Promise<boolean> {
  for (const key of keys) if (await crypto.subtle.verify(SIGNING, key, signature, text)) return true
  return false
}

async function importKeys(signers: readonly JsonWebKey[]): Promise<readonly CryptoKey[]> {
  const imported = await Promise.all(signers.map(importKey))
  return imported.filter((key) => key !== null)
}

async function importKey(key: JsonWebKey): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.importKey('jwk', key, ALGORITHM, false, ['verify'])
  } catch {
    // A damaged key verifies nothing; the entries stay where they are.
    return null
  }
}

async function isGenuine(
  result: CommandResult,
  claim: Claim,
  keys: readonly CryptoKey[],
): Promise<boolean> {
  const hash = claim.hashes.get(result.seq)
  const signature = decodeBase64Url(result.receipt ?? '')
  if (hash === undefined || signature === null) return false

  for (const epoch of epochsOf(result, claim)) {
    const signed = new TextEncoder().encode(receiptText(epoch, claim.device, result.seq, hash))
    if (await isBy(keys, signature, signed)) return true
  }
  return false
}

function epochsOf({ epoch }: CommandResult, claim: Claim): readonly string[] {
  return epoch ? [epoch] : claim.epochs
}

function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(plain, (char) => char.charCodeAt(0))
  } catch {
    return null
  }
}
