import 'fake-indexeddb/auto'
import { compactDecrypt, exportJWK, generateKeyPair, type CryptoKey as Key } from 'jose'
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockedWork } from '@/sync/lockedWork'
import { ESTRANGED } from '@/sync/status'
import { markOf, type Link } from '@/sync/succession'
import { Office } from '@/sync/testing/office'
import { RECEIPT_KEY } from '@/sync/testing/wire'

interface Pair {
  jwk: JsonWebKey
  secret: KeyObject
}

let office: Office
let first: Pair
let between: Pair
let rescues: { jwk: JsonWebKey; secret: Key }[]

beforeEach(async () => {
  office = new Office()
  ;[first, between] = [pair(), pair()]
  rescues = await Promise.all([rescue(), rescue(), rescue()])
  office.receiptKey = first.jwk
  office.rescueKey = rescues[0]?.jwk ?? null
})
afterEach(() => office.closePhones())

function pair(): Pair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { jwk: { ...publicKey.export({ format: 'jwk' }) }, secret: privateKey }
}

async function rescue() {
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { extractable: true })
  return { jwk: await exportJWK(publicKey), secret: privateKey }
}

/** Which keys are in force: that receipts are signed by, and that work is sealed to. */
type Two = readonly [receipt: JsonWebKey, rescue: JsonWebKey]

function mark([receiptKey, rescueKey]: Two): string {
  return markOf({ receiptKey, rescueKey }) ?? ''
}

function link(before: Two, next: Two, by: KeyObject): Link {
  const [receipt, rescueKey] = next.map(({ kty, crv, x, y }) => ({ kty, crv, x, y }))
  const body = JSON.stringify({ after: mark(before), receipt, rescue: rescueKey })
  const key = { key: by, dsaEncoding: 'ieee-p1363' as const }
  const signature = sign('sha256', Buffer.from(`doorstep-keys-v1\n${body}`), key)
  return { body, signature: signature.toString('base64url') }
}

/** Both were rolled twice: by now the bureau signs with the key of these tests. */
function rollBothTwice(by = first.secret): void {
  const [s0 = {}, s1 = {}, s2 = {}] = rescues.map(({ jwk }) => jwk)
  const steps: readonly Two[] = [
    [first.jwk, s0],
    [between.jwk, s0],
    [between.jwk, s1],
    [RECEIPT_KEY, s1],
    [RECEIPT_KEY, s2],
  ]
  const signers = [by, between.secret, between.secret]
  const links = signers.flatMap((signer, n) => {
    const [before, next] = [steps[n], steps[n + 1]]
    return before && next ? [link(before, next, signer)] : []
  })
  office.rolled = { mark: mark(steps[3] ?? [s0, s0]), links }
}

function note(entity: string) {
  const args = { text: 'a', scopes: ['town:1'] }
  return { name: 'note.add', version: 1, entity, args, title: 'a', previews: [] }
}

async function phoneWithWork() {
  const phone = await office.phone()
  await phone.syncNow()
  office.online = false
  await phone.issue(note('n1'))
  return phone
}

test('a phone that slept with work waiting has its receipts verified by the next contact', async () => {
  const phone = await phoneWithWork()
  rollBothTwice()
  office.online = true

  const status = await phone.syncNow()

  expect(status).toMatchObject({ waiting: 0, lastError: null })
  expect(phone.keys).toMatchObject({ receiptKey: { x: RECEIPT_KEY.x }, taken: 3 })
  expect(phone.keys.retired?.map(({ x }) => x)).toEqual([between.jwk.x, first.jwk.x])
  phone.close()
  // The stay may not have heard of it when the phone was switched off.
  expect((await office.phone()).keys.receiptKey?.x).toBe(RECEIPT_KEY.x)
})

test('what waits from then on is sealed to the new key', async () => {
  const phone = await phoneWithWork()
  rollBothTwice()
  office.online = true
  await phone.syncNow()
  office.online = false

  await phone.issue(note('n2'))

  const { entries } = await lockedWork(office.person)
  const sealed = entries.at(-1)?.key ?? ''
  const newest = rescues[1]
  if (newest === undefined) throw new Error('three keys')
  expect((await compactDecrypt(sealed, newest.secret)).plaintext).toHaveLength(32)
  await expect(compactDecrypt(sealed, rescues[0]?.secret ?? newest.secret)).rejects.toThrow()
})

test('a forged succession changes nothing, and everything waits until somebody signs in', async () => {
  const phone = await phoneWithWork()
  rollBothTwice(pair().secret)
  office.online = true

  const status = await phone.syncNow()

  expect(status).toMatchObject({ waiting: 1, lastError: ESTRANGED })
  expect(phone.keys.receiptKey?.x).toBe(first.jwk.x)
  phone.close()
  office.receiptKey = RECEIPT_KEY
  office.rescueKey = rescues[1]?.jwk ?? null
  office.taken = 1
  expect(await (await office.phone()).syncNow()).toMatchObject({ waiting: 0, lastError: null })
})

test('another tab hears which keys were proved', async () => {
  const phone = await phoneWithWork()
  const other = await office.phone()
  rollBothTwice()
  office.online = true

  await phone.syncNow()
  await other.syncNow()

  expect(other.keys.receiptKey?.x).toBe(RECEIPT_KEY.x)
})

test('a phone that knows no key to seal to names none', async () => {
  office.rescueKey = null
  const phone = await office.phone()

  await phone.syncNow()

  expect(office.requests.at(-1)?.body).not.toContain('"keys"')
})
