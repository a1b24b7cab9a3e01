/** From a passphrase to a key: Argon2id, slow on purpose (docs/vault.md §1). */
import { keyFrom, type Bytes } from './seals'

/** What one guess costs; stands beside the wrapped key, so that it may be raised later. */
export interface Cost {
  readonly memoryKib: number
  readonly passes: number
}

export const COST: Cost = { memoryKib: 64 * 1024, passes: 3 }

const KEY_BYTES = 32

/** The key of a passphrase. Spaces at its ends and the form of its letters do not count. */
export async function stretched(passphrase: string, salt: Bytes, cost: Cost): Promise<CryptoKey> {
  // WebAssembly: a quarter of the time of plain JavaScript; loaded only when somebody unlocks.
  const { argon2id } = await import('hash-wasm')
  const raw = await argon2id({
    ...{ password: plainForm(passphrase), salt, parallelism: 1, hashLength: KEY_BYTES },
    ...{ iterations: cost.passes, memorySize: cost.memoryKib, outputType: 'binary' },
  })
  const bytes = new Uint8Array(raw)
  const key = await keyFrom(bytes)
  bytes.fill(0)
  return key
}

/** The same letters from any keyboard: full-width ones and separate accents are made one. */
export function plainForm(passphrase: string): string {
  return passphrase.normalize('NFKC').trim()
}
