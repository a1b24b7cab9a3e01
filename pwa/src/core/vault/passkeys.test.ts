import 'fake-indexeddb/auto'
import { beforeEach, expect, test, vi } from 'vitest'
import { keep } from '@/core/device-store'
import { changePassphrase, closeEverywhere, isOpenFor, setUp, theSeals, unlock } from './lock'
import { hasPasskey, turnOffPasskey, turnOnPasskey, unlockByPasskey } from './passkeys'
import { dropRecord, recordOf } from './records'
import type { Bytes } from './seals'
import { PhoneInMemory } from './testing/phone-in-memory'

const PERSON = 'p1'
const PASSPHRASE = 'wen-tao-ling-bai-gu-xiao'
/** One that a test need not wait for. */
const CHEAP = { memoryKib: 64, passes: 1 }
const WISH = { person: PERSON, passphrase: PASSPHRASE, name: '上门办' }
const PLAIN = new TextEncoder().encode('东环路十二号')

/** What stands beside the store, in a browser's localStorage. */
const beside = new Map<string, string>()
vi.stubGlobal('localStorage', {
  getItem: (name: string) => beside.get(name) ?? null,
  setItem: (name: string, text: string) => beside.set(name, text),
  removeItem: (name: string) => beside.delete(name),
})
let phone: PhoneInMemory
let box: Bytes

beforeEach(async () => {
  beside.clear()
  phone = new PhoneInMemory()
  await setUp(PERSON, PASSPHRASE, CHEAP)
  box = await theSeals().seal('drafts', 'a', PLAIN)
})

async function turnOnAndClose(): Promise<void> {
  expect(await turnOnPasskey(WISH, phone)).toBe('on')
  closeEverywhere()
}

test('a passkey opens the same vault as the passphrase, which stays', async () => {
  await turnOnAndClose()

  expect(await unlockByPasskey(PERSON, phone)).toBe('open')
  expect(await theSeals().open('drafts', 'a', box)).toEqual(PLAIN)
  closeEverywhere()
  expect(await unlock(PERSON, PASSPHRASE)).toBe('open')
  expect(await theSeals().open('drafts', 'a', box)).toEqual(PLAIN)
})

test('nothing that a passkey answered is kept, neither in the store nor beside it', async () => {
  await turnOnAndClose()
  expect(await unlockByPasskey(PERSON, phone)).toBe('open')

  const record = await recordOf(PERSON)
  const kept = [record, record?.passkey].flatMap((part) => Object.values(part ?? {})).map(String)
  const noted = [...beside.values()].join()
  expect(noted).toContain('passkey')
  expect(phone.answers).toHaveLength(2)
  for (const answer of phone.answers) {
    expect(kept.filter((bytes) => bytes.includes(answer.toString()))).toEqual([])
    expect(noted).not.toContain(btoa(String.fromCharCode(...answer)).slice(0, 40))
  }
})

test('with a wrong passphrase no passkey is made', async () => {
  expect(await turnOnPasskey({ ...WISH, passphrase: 'another' }, phone)).toBe('wrong')

  expect(phone.count).toBe(0)
  expect(await hasPasskey(PERSON)).toBe(false)
})

test.each(['refused', 'unable'] as const)(
  'a phone that says %s leaves neither a passkey nor a wrap behind',
  async (denial) => {
    phone.denies = denial

    expect(await turnOnPasskey(WISH, phone)).toBe(denial)

    expect(phone.count).toBe(0)
    expect(await hasPasskey(PERSON)).toBe(false)
  },
)

test('whom the phone does not recognise the passkey opens nothing, and the passphrase still does', async () => {
  await turnOnAndClose()
  phone.denies = 'refused'

  expect(await unlockByPasskey(PERSON, phone)).toBe('refused')

  expect(isOpenFor(PERSON)).toBe(false)
  expect(await unlock(PERSON, PASSPHRASE)).toBe('open')
})

test('another answer of a passkey opens nothing', async () => {
  await turnOnAndClose()
  const record = await recordOf(PERSON)
  const input = new Uint8Array(32)
  await keep(`doorstep-vault-${PERSON}`, { ...record, passkey: { ...record?.passkey, input } })

  expect(await unlockByPasskey(PERSON, phone)).toBe('wrong')
  expect(isOpenFor(PERSON)).toBe(false)
})

test('the wrap of a passkey opens for no other person and no other vault', async () => {
  await turnOnAndClose()
  const record = await recordOf(PERSON)
  await keep('doorstep-vault-p2', { ...record, person: 'p2' })
  await keep('doorstep-vault-p3', { ...record, vault: 'another', person: 'p3' })

  expect(await unlockByPasskey('p2', phone)).toBe('wrong')
  expect(await unlockByPasskey('p3', phone)).toBe('wrong')
})

test('turned on once more, the passkey that is there stays the one that opens', async () => {
  await turnOnAndClose()

  expect(await turnOnPasskey(WISH, phone)).toBe('on')

  expect(phone.answers).toHaveLength(1)
  expect(await unlockByPasskey(PERSON, phone)).toBe('open')
})

test('another passphrase keeps the passkey', async () => {
  await turnOnAndClose()

  expect(await changePassphrase(PERSON, PASSPHRASE, 'another passphrase')).toBe(true)

  expect(await unlockByPasskey(PERSON, phone)).toBe('open')
  expect(await theSeals().open('drafts', 'a', box)).toEqual(PLAIN)
})

test('a passkey that was turned off while the passphrase changed does not come back', async () => {
  await turnOnAndClose()

  const changing = changePassphrase(PERSON, PASSPHRASE, 'another passphrase')
  expect(await turnOffPasskey(PERSON, PASSPHRASE, phone)).toBe(true)
  expect(await changing).toBe(true)

  expect(await hasPasskey(PERSON)).toBe(false)
  expect(await unlock(PERSON, 'another passphrase')).toBe('open')
})

test('turning it off asks for the passphrase and takes wrap and passkey away', async () => {
  await turnOnAndClose()
  expect(await turnOffPasskey(PERSON, 'another', phone)).toBe(false)
  expect(await hasPasskey(PERSON)).toBe(true)

  expect(await turnOffPasskey(PERSON, PASSPHRASE, phone)).toBe(true)

  expect(await hasPasskey(PERSON)).toBe(false)
  expect(phone.count).toBe(0)
  expect(await unlockByPasskey(PERSON, phone)).toBe('none')
  expect(await unlock(PERSON, PASSPHRASE)).toBe('open')
})

test('a vault that is dropped takes its wraps along', async () => {
  await turnOnAndClose()

  await dropRecord(PERSON)

  expect(await unlockByPasskey(PERSON, phone)).toBe('none')
  expect([...beside.keys()]).toEqual([])
})

test('the record beside the store keeps the passkey too', async () => {
  await turnOnAndClose()
  await keep(`doorstep-vault-${PERSON}`, null)

  expect(await unlockByPasskey(PERSON, phone)).toBe('open')
})

test('what was given up meanwhile does not open', async () => {
  await turnOnAndClose()

  expect(await unlockByPasskey(PERSON, phone, AbortSignal.abort())).toBe('refused')
  expect(isOpenFor(PERSON)).toBe(false)
})
