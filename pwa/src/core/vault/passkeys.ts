/** A passkey beside the passphrase: turn it on, open by it, turn it off (docs/vault.md §6). */
import type { Authenticator, Denial, Question } from './authenticator'
import { adopt } from './lock'
import { changeRecord, recordOf } from './records'
import { keyFrom, opened, sealed, type Bytes, type Holder } from './seals'
import { bondOf, openedBy, rawKey, type PasskeyWrap } from './wraps'

const INPUT_BYTES = 32
const SALT_BYTES = 16
const KEY_BITS = 256

export async function hasPasskey(person: string): Promise<boolean> {
  return (await recordOf(person))?.passkey != null
}

export interface Wish {
  readonly person: string
  readonly passphrase: string
  /** How the phone calls the passkey; nothing of the person. */
  readonly name: string
}

/** Let a new passkey open the vault too; wrong: not the passphrase. Else nothing has changed. */
export async function turnOnPasskey(
  { person, passphrase, name }: Wish,
  phone: Authenticator,
): Promise<'on' | 'wrong' | Denial> {
  const record = await recordOf(person)
  if (record === null) return 'wrong'
  const raw = await rawKey(record, passphrase)
  if (raw === null) return 'wrong'
  // A second one would take the place of the first on the phone, whatever becomes of it here.
  if (record.passkey) return 'on'
  const passkey = await newWrap(raw, record, { name, phone }).finally(() => raw.fill(0))
  if (typeof passkey === 'string') return passkey
  let isKept = false
  try {
    isKept = await changeRecord(record, (now) => ({ ...now, passkey }))
  } finally {
    if (!isKept) await phone.disown(passkey.credential)
  }
  return isKept ? 'on' : 'wrong'
}

/** wrong: the passkey answered, but not what this vault was wrapped by · none: there is none. */
export async function unlockByPasskey(
  person: string,
  phone: Authenticator,
  signal?: AbortSignal,
): Promise<'open' | 'wrong' | 'none' | Denial> {
  const record = await recordOf(person)
  if (record?.passkey == null) return 'none'
  const answer = await phone.answer(record.passkey, signal)
  if (typeof answer === 'string') return answer
  const key = await drawn(answer, record.passkey.salt, record)
  const raw = await opened(key, bondOf('passkey', record), record.passkey.wrap)
  if (raw === null) return 'wrong'
  const dataKey = await keyFrom(raw)
  raw.fill(0)
  // Meanwhile somebody may have opened it by the passphrase, and locked it again.
  if (signal?.aborted) return 'refused'
  adopt({ vault: record.vault, person, dataKey })
  return 'open'
}

/** Only the passphrase opens from now on; so it must be known. False when it is wrong. */
export async function turnOffPasskey(
  person: string,
  passphrase: string,
  phone: Authenticator,
): Promise<boolean> {
  const record = await recordOf(person)
  if (record === null || (await openedBy(record, passphrase)) === null) return false
  await changeRecord(record, (now) => ({ ...now, passkey: null }))
  if (record.passkey) await phone.disown(record.passkey.credential)
  return true
}

interface Made {
  readonly name: string
  readonly phone: Authenticator
}

/** Asks the passkey once as the lock screen will: some say nothing of their secret when made. */
async function newWrap(
  raw: Bytes,
  { vault, person }: Holder,
  { name, phone }: Made,
): Promise<PasskeyWrap | Denial> {
  const credential = await phone.make({ id: vault, name })
  if (typeof credential === 'string') return credential
  const question: Question = { credential, input: random(INPUT_BYTES) }
  const answer = await phone.answer(question)
  if (typeof answer === 'string') {
    await phone.disown(credential)
    return answer
  }
  const salt = random(SALT_BYTES)
  const key = await drawn(answer, salt, { vault, person })
  return { ...question, salt, wrap: await sealed(key, bondOf('passkey', { vault, person }), raw) }
}

/** HKDF-SHA-256 of what a passkey answered, which is then forgotten. */
async function drawn(answer: Bytes, salt: Bytes, holder: Holder): Promise<CryptoKey> {
  const secret = await crypto.subtle.importKey('raw', answer, 'HKDF', false, ['deriveBits'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt, info: bondOf('passkey', holder) }
  const raw = new Uint8Array(await crypto.subtle.deriveBits(how, secret, KEY_BITS))
  answer.fill(0)
  const key = await keyFrom(raw)
  raw.fill(0)
  return key
}

function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length))
}
