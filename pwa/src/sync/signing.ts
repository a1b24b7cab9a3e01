/** Signing commands by the key of this phone (docs/protocol.md §2), never inside a transaction. */
import { deviceKey, type DeviceKey } from '@/core/device-key'
import { StorageError } from '@/core/db'
import type { Refusal } from '@/core/http'
import type { Entry } from '@/sync/entry'

export const BADLY_SIGNED = '403.200'

export type SigningKey = Pick<DeviceKey, 'kid' | 'sign'>
/** The key by which a device of this phone signs; a StorageError when it cannot be had just now. */
export type KeyOf = (device: string) => Promise<SigningKey>

/** The key that this browser keeps. */
export const keptKey: KeyOf = async (device) => {
  try {
    return await deviceKey(device)
  } catch (error) {
    if (error instanceof DOMException) throw new StorageError('unavailable', error)
    throw error
  }
}

/** The same for one device, looked for once: for a contact, not for longer, as keys are rolled. */
export function lookedForOnce(keyOf: KeyOf): KeyOf {
  let key: Promise<SigningKey> | undefined
  return (device) => (key ??= keyOf(device))
}

/** The bytes that a phone signs of a command. */
export function commandBytes(device: string, entry: Entry): Uint8Array<ArrayBuffer> {
  const { seq, prev_hash, body } = entry
  return new TextEncoder().encode(`doorstep-command-v1\n${device}\n${seq}\n${prev_hash}\n${body}`)
}

/** The entries, each with the signature of the device's present key. */
export async function signedBy(
  entries: readonly Entry[],
  device: string,
  keyOf: KeyOf,
): Promise<readonly Entry[]> {
  if (entries.length === 0) return entries
  const key = await keyOf(device)
  return Promise.all(
    entries.map(async (entry) => (isSigned(entry, key) ? entry : sign(entry, device, key))),
  )
}

/** A signed entry, or as it is when there is no key just now: it is signed before it is sent. */
export async function signedIfPossible(entry: Entry, device: string, keyOf: KeyOf): Promise<Entry> {
  try {
    return await sign(entry, device, await keyOf(device))
  } catch (error) {
    if (error instanceof StorageError) return entry
    throw error
  }
}

/** Whether the bureau took nothing in as a signature was missing, or was not this phone's. */
export function isBadlySigned(refusal: Refusal): boolean {
  return refusal.kind === 'refused' && refusal.problem.code === BADLY_SIGNED
}

/** The entry as it was before anybody signed it. */
export function withoutSignature(entry: Entry): Entry {
  return { ...entry, sig: null }
}

function isSigned({ sig, hash }: Entry, { kid }: SigningKey): boolean {
  return sig?.kid === kid && sig.hash === hash
}

async function sign(entry: Entry, device: string, key: SigningKey): Promise<Entry> {
  const raw = await key.sign(commandBytes(device, entry))
  return { ...entry, sig: { kid: key.kid, hash: entry.hash, text: base64Url(raw) } }
}

function base64Url(bytes: Uint8Array): string {
  const plain = btoa(String.fromCharCode(...bytes))
  return plain.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
