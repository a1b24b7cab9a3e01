import 'fake-indexeddb/auto'
import { beforeEach, expect, test, vi } from 'vitest'
import { forget } from '@/core/device-store'
import type { Answer, Method } from '@/core/http'
import { renew, standOf, switchOff, switchOn, type Browser } from './push'

const KEY = 'BPUB'
const ME = 'officer-1'
const OFFLINE: Answer<unknown> = { ok: false, kind: 'network' }
const PUSH = {
  publicKey: KEY,
  isSubscribed: true,
  quiet: { isOn: true, from: '22:00', to: '07:00' },
}

interface Here extends Browser {
  readonly asked: string[]
}

function bytes(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer
}

function subscription(key = KEY, unsubscribe = vi.fn()) {
  return {
    endpoint: 'https://push.lan/1',
    options: { userVisibleOnly: true, applicationServerKey: bytes(key) },
    getKey: (name: string) => bytes(name === 'auth' ? 'AAAA' : 'BBBB'),
    unsubscribe,
  } as unknown as PushSubscription
}

/** A browser outside of which nothing is real: what it holds, and how its person answers. */
function browserOf(
  leave: NotificationPermission,
  answer: NotificationPermission = leave,
  held: PushSubscription | null = null,
  subscribe: () => Promise<PushSubscription> = () => Promise.resolve(subscription()),
): Here {
  const asked: string[] = []
  return {
    ...{ isAble: true, patienceMs: 20, asked, permission: () => leave },
    ask: () => {
      asked.push('leave')
      return Promise.resolve(answer)
    },
    manager: () =>
      Promise.resolve({
        getSubscription: () => Promise.resolve(held),
        subscribe: () => {
          asked.push('subscription')
          return subscribe()
        },
      }),
  }
}

let sent: [Method, string, unknown][]
function ask(method: Method, path: string, body?: unknown): Promise<Answer<unknown>> {
  sent.push([method, path, body])
  const value = { public_key: KEY, is_subscribed: false, quiet_on: true }
  return Promise.resolve({ ok: true, value, status: 200 })
}

beforeEach(async () => {
  sent = []
  await forget(`push:${ME}`)
})

test('leave is asked for only after a tap, and the bureau is told of the subscription', async () => {
  const here = browserOf('default', 'granted')
  expect(standOf({ ...PUSH, isSubscribed: false }, here)).toBe('off')
  expect(here.asked).toEqual([])

  const answer = await switchOn(KEY, ME, { here, ask })

  expect(answer).toMatchObject({ ok: true, value: 'on' })
  expect(here.asked).toEqual(['leave', 'subscription'])
  expect(sent).toEqual([
    [
      'PUT',
      '/api/push/subscription',
      { endpoint: 'https://push.lan/1', p256dh: 'BBBB', auth: 'AAAA' },
    ],
  ])
})

test.each([
  ['denied', 'denied'],
  ['default', 'off'],
] as const)('who answers %s is told that it is %s, and nothing is sent', async (answer, stand) => {
  const here = browserOf('default', answer)

  expect(await switchOn(KEY, ME, { here, ask })).toMatchObject({ value: stand })
  expect(sent).toEqual([])
})

test('a browser that refused before is not asked again', async () => {
  const here = browserOf('denied')

  expect(await switchOn(KEY, ME, { here, ask })).toMatchObject({ value: 'denied' })
  expect(standOf(PUSH, here)).toBe('denied')
  expect(here.asked).toEqual([])
})

test.each([
  ['fails', () => Promise.reject(new DOMException('no service', 'AbortError'))],
  ['never answers', () => new Promise<PushSubscription>(() => undefined)],
])('a push service that %s is said to be out of reach', async (_, subscribe) => {
  const here = browserOf('granted', 'granted', null, subscribe)

  expect(await switchOn(KEY, ME, { here, ask })).toMatchObject({ value: 'unreachable' })
  expect(sent).toEqual([])
})

test('a browser without notifications says so', async () => {
  const here = { ...browserOf('default'), isAble: false }

  expect(standOf(PUSH, here)).toBe('unsupported')
  expect(await switchOn(KEY, ME, { here, ask })).toMatchObject({ value: 'unsupported' })
})

test('a subscription under an earlier key of the bureau is replaced', async () => {
  const unsubscribe = vi.fn()
  const here = browserOf('granted', 'granted', subscription('OLDK', unsubscribe))

  await switchOn(KEY, ME, { here, ask })

  expect(unsubscribe).toHaveBeenCalledOnce()
  expect(here.asked).toEqual(['subscription'])
})

test('after a sign-in it is told again, for whom switched it on here and for nobody else', async () => {
  const here = browserOf('granted', 'granted', subscription())
  await renew(ME, { here, ask })
  expect(sent).toEqual([])

  await switchOn(KEY, ME, { here, ask })
  await renew(ME, { here, ask })
  await renew('colleague', { here, ask })

  expect(sent.map(([method, path]) => `${method} ${path}`)).toEqual([
    'PUT /api/push/subscription',
    'GET /api/push',
    'PUT /api/push/subscription',
  ])
})

test('what was switched off is not told again; with no network it stays as it is', async () => {
  const here = browserOf('granted', 'granted', subscription())
  await switchOn(KEY, ME, { here, ask })
  expect(await switchOff(ME, () => Promise.resolve(OFFLINE))).toEqual(OFFLINE)
  await renew(ME, { here, ask })
  expect(sent).toHaveLength(3)

  await switchOff(ME, ask)
  await renew(ME, { here, ask })
  expect(sent).toHaveLength(4)
})
