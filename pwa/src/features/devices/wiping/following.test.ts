import 'fake-indexeddb/auto'
import { exportJWK, generateKeyPair } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepBureauKeys } from '@/core/bureau-keys'
import { deviceKey } from '@/core/device-key'
import { dropAllKept, keep, keptNames } from '@/core/device-store'
import type { Answer, Body, Method } from '@/core/http'
import { closeEverywhere, lockState } from '@/core/vault/lock'
import { openVaultOf } from '@/core/vault/testing/open-vault'
import { sha256 } from '@/sync/hashing'
import { markOf } from '@/sync/succession'
import { note, Office } from '@/sync/testing/office'
import { followOrders } from './following'

const OTHER = 'somebody-else'
const UNREACHED = { ok: false, kind: 'network' } as const
const signing = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
  'sign',
  'verify',
])
const rescue = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true })
const keys = {
  receiptKey: await exportJWK(signing.publicKey),
  rescueKey: await exportJWK(rescue.publicKey),
}

let office: Office
let bureau: Orders

beforeEach(async () => {
  await dropAllKept()
  office = new Office()
  office.rescueKey = keys.rescueKey
  await openVaultOf(office.person)
  await deviceKey('d1')
  await keepBureauKeys(keys)
  await keep(`doorstep-vault-${office.person}`, {})
  bureau = new Orders(office.person)
})

afterEach(async () => {
  office.closePhones()
  for (const { name = '' } of await indexedDB.databases()) indexedDB.deleteDatabase(name)
})

/** A bureau that orders phones to be wiped. */
class Orders {
  device = 'd1'
  /** What it signs with; a stranger's is not believed. */
  key = signing.privateKey
  /** How that key followed the one that this phone knows. */
  links: readonly object[] = []
  takes = true
  hears = true
  /** What happens while a file is on its way. */
  meanwhile: () => Promise<void> = () => Promise.resolve()
  readonly asked: string[] = []
  readonly left: string[] = []
  readonly #person: string

  constructor(person: string) {
    this.#person = person
  }

  follow(): Promise<void> {
    return followOrders({
      ask: (method, path, body) => this.#answer(method, path, body),
      leave: (to) => this.left.push(to),
    })
  }

  async #answer(_: Method, path: string, body?: Body): Promise<Answer<unknown>> {
    const deed = new URL(path, 'http://bureau').pathname.split('/').at(-1) ?? ''
    this.asked.push(deed)
    if (deed === 'orders') return accepted([await this.#letter('doorstep-wipe-v1', {})])
    if (deed === 'done') return this.hears ? accepted(null) : UNREACHED
    const file = body instanceof FormData ? body.get('file') : null
    if (!this.takes || !(file instanceof File)) return UNREACHED
    await this.meanwhile()
    const hash = await sha256(new Uint8Array(await file.arrayBuffer()))
    return accepted(
      await this.#letter('doorstep-wipe-work-v1', { sha256: Buffer.from(hash).toString('hex') }),
    )
  }

  async #letter(kind: string, more: Record<string, string>) {
    const told = { order: 'o1', device: this.device, person: this.#person, ...more }
    const body = JSON.stringify(told)
    const text = new TextEncoder().encode(`${kind}\n${body}`)
    const raw = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.key, text)
    const signature = Buffer.from(raw).toString('base64url')
    return { body, signature, succession: this.links }
  }
}

async function linkBy(key: CryptoKey, told: object) {
  const body = JSON.stringify(told)
  const text = new TextEncoder().encode(`doorstep-keys-v1\n${body}`)
  const raw = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, text)
  return { body, signature: Buffer.from(raw).toString('base64url') }
}

function accepted(value: unknown): Answer<unknown> {
  return { ok: true, value, status: 200 }
}

/** Somebody has written something without a network, and locked the phone. */
async function written(): Promise<void> {
  office.online = false
  const client = await office.phone()
  await client.issue(note('n1', 'one'))
  client.close()
  closeEverywhere()
}

async function stores(): Promise<readonly string[]> {
  return (await indexedDB.databases()).map(({ name = '' }) => name)
}

test('a lost phone hands its unsent work over, then nothing of it is left', async () => {
  await written()

  await bureau.follow()

  expect(bureau.asked).toEqual(['orders', 'work', 'done'])
  expect(await stores()).toEqual([])
  expect(bureau.left).toEqual(['/wiped.html'])
})

test('where nothing waits nothing is handed over', async () => {
  closeEverywhere()

  await bureau.follow()

  expect(bureau.asked).toEqual(['orders', 'done'])
  expect(await stores()).toEqual([])
})

test('a phone whose work is refused deletes nothing, and gives it up at the next contact', async () => {
  await written()
  bureau.takes = false

  await bureau.follow()

  expect(bureau.asked).toEqual(['orders', 'work'])
  expect(await stores()).toContain(`doorstep-${office.person}`)
  expect(await keptNames()).toContain('device-key:d1')

  bureau.takes = true
  await bureau.follow()
  expect(await stores()).toEqual([])
})

test.each(['order', 'receipt'])(
  'a %s that the bureau did not sign deletes nothing',
  async (what) => {
    await written()
    const stranger = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
    ])
    if (what === 'order') bureau.key = stranger.privateKey
    bureau.meanwhile = () => {
      bureau.key = stranger.privateKey
      return Promise.resolve()
    }

    await bureau.follow()

    expect(bureau.asked).toEqual(what === 'order' ? ['orders'] : ['orders', 'work'])
    expect(await stores()).toContain(`doorstep-${office.person}`)
  },
)

test('an order by the next key of the bureau is obeyed where its key before leads to it', async () => {
  await written()
  const next = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])
  const receipt = await exportJWK(next.publicKey)
  const first = { after: '', receipt: keys.receiptKey, rescue: keys.rescueKey }
  const second = { after: markOf(keys), receipt, rescue: keys.rescueKey }
  const links = [await linkBy(signing.privateKey, first), await linkBy(signing.privateKey, second)]
  bureau.key = next.privateKey

  await bureau.follow()
  expect(bureau.asked).toEqual(['orders'])

  bureau.links = links
  await bureau.follow()
  expect(bureau.asked).toEqual(['orders', 'orders', 'work', 'done'])
  expect(await stores()).toEqual([])
})

test('an order about a device that this phone never was is ignored', async () => {
  await written()
  bureau.device = 'd2'

  await bureau.follow()

  expect(bureau.asked).toEqual(['orders'])
  expect(await stores()).toContain(`doorstep-${office.person}`)
})

test('a phone that never learnt the key of its bureau does not even ask', async () => {
  await written()
  await keepBureauKeys({ receiptKey: null, rescueKey: null })

  await bureau.follow()

  expect(bureau.asked).toEqual([])
})

test('an open phone is closed first, and keeps all until then', async () => {
  await bureau.follow()

  expect(lockState.value).toBe('closed')
  expect(bureau.asked).toEqual(['orders'])
  expect(await keptNames()).toContain('device-key:d1')
})

test('what was written while the work was on its way keeps the phone from deleting', async () => {
  await written()
  bureau.meanwhile = async () => {
    await openVaultOf(office.person)
    const client = await office.phone()
    await client.issue(note('n2', 'two'))
    client.close()
    closeEverywhere()
  }

  await bureau.follow()

  expect(bureau.asked).toEqual(['orders', 'work'])
  expect(await stores()).toContain(`doorstep-${office.person}`)
})

test('work that was never sealed to the bureau keeps the phone from deleting', async () => {
  office.rescueKey = null
  await written()

  await bureau.follow()

  expect(bureau.asked).toEqual(['orders'])
  expect(await stores()).toContain(`doorstep-${office.person}`)
})

test('an erasure that was cut off is ended at the next start, without an order', async () => {
  await written()
  await keep('wipe-errand', { order: 'o1', device: 'd1', person: office.person })

  await bureau.follow()

  expect(bureau.asked).toEqual(['done'])
  expect(await stores()).toEqual([])
})

test('a bureau that did not hear that it is done is told again, and nothing more is deleted', async () => {
  await written()
  bureau.hears = false
  await bureau.follow()
  expect(await keptNames()).toEqual(['wipe-errand'])
  await keep('settings', { textSize: 'large' })

  bureau.hears = true
  await bureau.follow()

  expect(await keptNames()).toEqual(['settings'])
  expect(bureau.left).toEqual(['/wiped.html'])
})

test('on a shared phone the work of somebody else stays', async () => {
  await written()
  await keep(`doorstep-vault-${OTHER}`, {})
  await keep('settings', { textSize: 'large' })

  await bureau.follow()

  expect(await keptNames()).toEqual(['bureau', `doorstep-vault-${OTHER}`, 'settings'])
  expect(bureau.left).toEqual(['/'])
})
