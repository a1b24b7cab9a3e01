/** The data key under the keys of which each alone opens it (docs/vault.md §1). */
import { fieldsOf, numberIn, textIn } from '@/core/shape'
import { keyFrom, opened, sealed, sealsOf, type Bytes, type Holder, type Seals } from './seals'
import { COST, stretched, type Cost } from './stretching'

/** What stands on the phone of a vault; without passphrase or passkey it tells nothing. */
export interface VaultRecord extends Holder {
  readonly salt: Bytes
  readonly cost: Cost
  /** The data key under the passphrase's key. */
  readonly wrap: Bytes
  /** The data key under a passkey's, where there is one. */
  readonly passkey: PasskeyWrap | null
}

export interface PasskeyWrap {
  readonly credential: Bytes
  /** What the passkey is asked. */
  readonly input: Bytes
  readonly salt: Bytes
  readonly wrap: Bytes
}

/** A vault that stands open in memory; nothing in it can be read out as bytes. */
export interface OpenVault extends Holder {
  readonly dataKey: CryptoKey
}

const KEY_BYTES = 32
const SALT_BYTES = 16

/** Make a data key for a person, wrapped by a passphrase. */
export async function newVault(
  { vault, person }: Holder,
  passphrase: string,
  cost: Cost = COST,
): Promise<{ record: VaultRecord; open: OpenVault }> {
  const raw = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
  const record = await wrapped(raw, { vault, person }, { passphrase, cost })
  const open = { vault, person, dataKey: await keyFrom(raw) }
  raw.fill(0)
  return { record, open }
}

/** Open a vault by its passphrase; null when that is another. */
export async function openedBy(record: VaultRecord, passphrase: string): Promise<OpenVault | null> {
  const raw = await rawKey(record, passphrase)
  if (raw === null) return null
  const { vault, person } = record
  const dataKey = await keyFrom(raw)
  raw.fill(0)
  return { vault, person, dataKey }
}

/** The same data key under another passphrase; null when the old one is wrong. What is sealed stays. */
export async function rewrapped(
  record: VaultRecord,
  from: string,
  to: string,
): Promise<VaultRecord | null> {
  const raw = await rawKey(record, from)
  if (raw === null) return null
  const fresh = await wrapped(raw, record, { passphrase: to, cost: record.cost })
  raw.fill(0)
  return { ...fresh, passkey: record.passkey }
}

/** The bytes of the data key, to be wrapped anew and wiped; null when it is another passphrase. */
export async function rawKey(record: VaultRecord, passphrase: string): Promise<Bytes | null> {
  const key = await stretched(passphrase, record.salt, record.cost)
  return opened(key, bondOf('passphrase', record), record.wrap)
}

/** What a wrap is bound to: it opens for this person and vault, and by this kind of key. */
export function bondOf(by: 'passphrase' | 'passkey', { vault, person }: Holder): Bytes {
  return new TextEncoder().encode(JSON.stringify(['wrap', by, vault, person]))
}

export function sealsIn({ dataKey, vault, person }: OpenVault): Seals {
  return sealsOf(dataKey, { vault, person })
}

/** Read what was kept of a vault; null when it is none. */
export function vaultRecord(raw: unknown): VaultRecord | null {
  const fields = fieldsOf(raw)
  const [vault, person] = [textIn(fields, 'vault'), textIn(fields, 'person')]
  const [salt, wrap] = [fields.get('salt'), fields.get('wrap')]
  const cost = costIn(fields.get('cost'))
  if (vault === null || person === null || cost === null || !isBytes(salt) || !isBytes(wrap))
    return null
  return { vault, person, salt, wrap, cost, passkey: passkeyIn(fields.get('passkey')) }
}

interface By {
  readonly passphrase: string
  readonly cost: Cost
}

async function wrapped(raw: Bytes, holder: Holder, { passphrase, cost }: By): Promise<VaultRecord> {
  const { vault, person } = holder
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  const key = await stretched(passphrase, salt, cost)
  const wrap = await sealed(key, bondOf('passphrase', holder), raw)
  return { vault, person, salt, cost, wrap, passkey: null }
}

function costIn(raw: unknown): Cost | null {
  const fields = fieldsOf(raw)
  const [memoryKib, passes] = [numberIn(fields, 'memoryKib'), numberIn(fields, 'passes')]
  return memoryKib === null || passes === null ? null : { memoryKib, passes }
}

function passkeyIn(raw: unknown): PasskeyWrap | null {
  const fields = fieldsOf(raw)
  const [credential, input] = [fields.get('credential'), fields.get('input')]
  const [salt, wrap] = [fields.get('salt'), fields.get('wrap')]
  if (!isBytes(credential) || !isBytes(input) || !isBytes(salt) || !isBytes(wrap)) return null
  return { credential, input, salt, wrap }
}

function isBytes(value: unknown): value is Bytes {
  return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer
}
