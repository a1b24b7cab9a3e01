/** Receipts: the bureau's signature that it holds a command (docs/protocol.md §2). */
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

/** The seqs whose receipt is genuine; without a key none is. */
export async function genuineSeqs(
  results: readonly CommandResult[],
  claim: Claim,
  key: JsonWebKey | null,
): Promise<ReadonlySet<number>> {
  if (key === null || results.length === 0) return new Set()

  const imported = await importKey(key)
  if (imported === null) return new Set()
  // All at once: the browser verifies beside the page, so one by one would only wait.
  const verdicts = await Promise.all(results.map((result) => isGenuine(result, claim, imported)))
  return new Set(results.filter((_, n) => verdicts[n]).map(({ seq }) => seq))
}

/** Whether the bureau signed a text with this key; a damaged key or signature signs nothing. */
export async function isSigned(
  text: string,
  signature: string,
  key: JsonWebKey | null,
): Promise<boolean> {
  const imported = key === null ? null : await importKey(key)
  const bytes = decodeBase64Url(signature)
  if (imported === null || bytes === null) return false
  return crypto.subtle.verify(SIGNING, imported, bytes, new TextEncoder().encode(text))
}

async function importKey(key: JsonWebKey): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.importKey('jwk', key, ALGORITHM, false, ['verify'])
  } catch {
    // A damaged key verifies nothing; the entries stay where they are.
    return null
  }
}

async function isGenuine(result: CommandResult, claim: Claim, key: CryptoKey): Promise<boolean> {
  const hash = claim.hashes.get(result.seq)
  const signature = decodeBase64Url(result.receipt ?? '')
  if (hash === undefined || signature === null) return false

  for (const epoch of epochsOf(result, claim)) {
    const signed = new TextEncoder().encode(receiptText(epoch, claim.device, result.seq, hash))
    if (await crypto.subtle.verify(SIGNING, key, signature, signed)) return true
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
