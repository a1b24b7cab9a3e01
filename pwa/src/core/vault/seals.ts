/**
 * Sealing what this phone keeps (docs/vault.md §2): AES-256-GCM under the data key, a fresh nonce for
 * every sealing, bound to the place where it stands so that nothing can be put in another's place.
 */
export type Bytes = Uint8Array<ArrayBuffer>

export interface Seals {
  /** Never awaited inside a transaction: that would end it. */
  seal(store: string, key: string, plain: Bytes): Promise<Bytes>
  /** Null for what was not sealed here, or not for this place, or has been changed since. */
  open(store: string, key: string, box: Bytes): Promise<Bytes | null>
}

/** Whose data key it is: the id of the vault on this phone, and the person. */
export interface Holder {
  readonly vault: string
  readonly person: string
}

const CIPHER = 'AES-GCM'
/** Raised when the shape of what is sealed changes, so that old and new are not taken for each other. */
const SCHEMA = 1
/** `dsv1`, before every box. */
const MAGIC = new Uint8Array([0x64, 0x73, 0x76, 0x31])
const NONCE_BYTES = 12
const HEAD_BYTES = MAGIC.length + NONCE_BYTES

/** The seals of one data key. */
export function sealsOf(dataKey: CryptoKey, holder: Holder): Seals {
  return {
    seal: (store, key, plain) => sealed(dataKey, bound(store, key, holder), plain),
    open: (store, key, box) => opened(dataKey, bound(store, key, holder), box),
  }
}

/** Whether this was written by `seal`; what came before there were vaults was not. */
export function isBox(kept: unknown): boolean {
  if (!(kept instanceof Uint8Array) || kept.length <= HEAD_BYTES) return false
  return MAGIC.every((byte, n) => kept[n] === byte)
}

/** Seal bytes under a key and what they are bound to. */
export async function sealed(key: CryptoKey, bond: Bytes, plain: Bytes): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const cipher = await crypto.subtle.encrypt({ name: CIPHER, iv, additionalData: bond }, key, plain)
  const box = new Uint8Array(HEAD_BYTES + cipher.byteLength)
  box.set(MAGIC)
  box.set(iv, MAGIC.length)
  box.set(new Uint8Array(cipher), HEAD_BYTES)
  return box
}

/** Open a box; null when key, bond or bytes are not those that it was sealed with. */
export async function opened(key: CryptoKey, bond: Bytes, box: Bytes): Promise<Bytes | null> {
  if (!isBox(box)) return null
  const iv = box.slice(MAGIC.length, HEAD_BYTES)
  try {
    const how = { name: CIPHER, iv, additionalData: bond }
    return new Uint8Array(await crypto.subtle.decrypt(how, key, box.subarray(HEAD_BYTES)))
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') return null
    throw error
  }
}

/** Import 32 bytes as a key that no script can read out again. */
export function keyFrom(raw: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, CIPHER, false, ['encrypt', 'decrypt'])
}

function bound(store: string, key: string, { vault, person }: Holder): Bytes {
  return new TextEncoder().encode(JSON.stringify([store, key, SCHEMA, vault, person]))
}
