// @vitest-environment node
import 'fake-indexeddb/auto'
import { beforeEach, expect, test } from 'vitest'
import { deviceKey } from '@/core/device-key'
import type { Answer, Body, Method } from '@/core/http'
import { closeEverywhere } from '@/core/vault/lock'
import { openVaultOf } from '@/core/vault/testing/open-vault'
import { isSigned } from '@/sync/receipts'
import { followToken } from './following-token'

/** A bureau that wants its nonces signed, one after the other. */
class Bureau {
  nonces: string[] = []
  /** Another tab is quicker so many times. */
  overtaken = 0
  reached = true
  readonly heard: string[] = []
  readonly followed: string[] = []

  readonly ask = async (method: Method, _: string, body?: Body): Promise<Answer<unknown>> => {
    this.heard.push(method)
    if (!this.reached) return { ok: false, kind: 'network' }
    if (method === 'GET') return accepted({ nonce: this.nonces[0] ?? null, device: 'd1' })
    const nonce = this.nonces.shift() ?? ''
    if ((this.overtaken -= 1) >= 0) return refused
    const { publicJwk } = await deviceKey('d1')
    const signature = String(Object(body).signature)
    const text = `doorstep-session-v1\nd1\n${nonce}`
    if (!(await isSigned(text, signature, [{ ...publicJwk }]))) return refused
    this.followed.push(nonce)
    return accepted(null)
  }
}

const problem = { code: '403.290', title: '', detail: '' }
const refused = { ok: false, kind: 'refused', status: 403, problem, retryAfter: null } as const

function accepted(value: unknown): Answer<unknown> {
  return { ok: true, value, status: 200 }
}

let bureau: Bureau

beforeEach(async () => {
  await openVaultOf('p1')
  await deviceKey('d1')
  bureau = new Bureau()
})

test('what is due is signed with the key of the device', async () => {
  bureau.nonces = ['n1']

  expect(await followToken(bureau.ask)).toBe(true)
  expect(bureau.followed).toEqual(['n1'])
})

test('where nothing is due nothing is signed', async () => {
  expect(await followToken(bureau.ask)).toBe(true)
  expect(bureau.heard).toEqual(['GET'])
})

test('a tab that another one overtook asks again', async () => {
  bureau.nonces = ['n1', 'n2']
  bureau.overtaken = 1

  expect(await followToken(bureau.ask)).toBe(true)
  expect(bureau.followed).toEqual(['n2'])
})

test('a key that the bureau does not know is not tried for ever', async () => {
  bureau.nonces = ['n1', 'n2', 'n3']
  bureau.overtaken = 9

  expect(await followToken(bureau.ask)).toBe(false)
  expect(bureau.heard).toEqual(['GET', 'PUT', 'GET', 'PUT'])
})

test('in a session of somebody else, whose key does not open here, nothing is signed', async () => {
  bureau.nonces = ['n1']
  await openVaultOf('p2')

  expect(await followToken(bureau.ask)).toBe(false)
  expect(bureau.heard).toEqual(['GET'])
})

test('without a network the session is left as it is', async () => {
  bureau.reached = false

  expect(await followToken(bureau.ask)).toBe(false)
})

test('many who ask at once ask the bureau once', async () => {
  bureau.nonces = ['n1']

  await Promise.all([1, 2, 3].map(() => followToken(bureau.ask)))

  expect(bureau.heard).toEqual(['GET', 'PUT'])
})

test('a locked phone proves nothing and asks nothing', async () => {
  closeEverywhere()

  expect(await followToken(bureau.ask)).toBe(false)
  expect(bureau.heard).toEqual([])
})
