/** What this browser keeps for the person whose vault is open: the same store, but sealed. */
import { keep, keepFirst, readKept } from '@/core/device-store'
import type { Bytes } from './seals'
import { theSeals } from './lock'

const STORE = 'kept'

/** Read what `keepSealed` kept; null when there is nothing, or nothing that opens. */
export async function readSealed(key: string): Promise<unknown> {
  return unsealed(key, await readKept(key))
}

export async function keepSealed(key: string, value: unknown): Promise<void> {
  await keep(key, await boxOf(key, value))
}

/** Keep a value unless something is kept under the key already; gives what is kept now. */
export async function keepFirstSealed(key: string, value: unknown): Promise<unknown> {
  return unsealed(key, await keepFirst(key, await boxOf(key, value)))
}

async function boxOf(key: string, value: unknown): Promise<{ box: Bytes }> {
  const plain = new TextEncoder().encode(JSON.stringify(value))
  return { box: await theSeals().seal(STORE, key, plain) }
}

async function unsealed(key: string, kept: unknown): Promise<unknown> {
  if (typeof kept !== 'object' || kept === null || !('box' in kept)) return null
  if (!(kept.box instanceof Uint8Array)) return null
  const plain = await theSeals().open(STORE, key, new Uint8Array(kept.box))
  return plain && (JSON.parse(new TextDecoder().decode(plain)) as unknown)
}
