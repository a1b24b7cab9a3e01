/** Notifications on this device: the browser's leave, its subscription, and telling the bureau. */
import { read } from '@/core/asking'
import { forget, keep, readKept } from '@/core/device-store'
import { request, type Answer, type Request } from '@/core/http'
import { wire } from '@/core/wire'

/** What the bureau says of the caller's notifications (docs/messages.md §3). */
export interface PushHere {
  /** Empty where the bureau offers none. */
  readonly publicKey: string
  readonly isSubscribed: boolean
  readonly quiet: Quiet
}

/** Times of the city as `HH:MM`. */
export interface Quiet {
  readonly isOn: boolean
  readonly from: string
  readonly to: string
}

/**
 * on · off · unsupported: this browser has none · denied: the browser refuses until somebody changes
 * that in its settings · unreachable: its push service does not answer, as Google's in mainland China
 */
export type Stand = 'on' | 'off' | 'unsupported' | 'denied' | 'unreachable'

/** What is needed of the browser. */
export interface Browser {
  readonly isAble: boolean
  permission(): NotificationPermission
  ask(): Promise<NotificationPermission>
  manager(): Promise<Pick<PushManager, 'getSubscription' | 'subscribe'>>
  readonly patienceMs: number
}

export const browser: Browser = {
  isAble: 'PushManager' in globalThis && 'Notification' in globalThis,
  permission: () => Notification.permission,
  ask: () => Notification.requestPermission(),
  manager: async () => (await navigator.serviceWorker.ready).pushManager,
  patienceMs: 20_000,
}

const SUBSCRIPTION = '/api/push/subscription'

export async function fetchPush(ask: Request = request): Promise<Answer<PushHere>> {
  return read(await ask('GET', '/api/push'), (raw) => {
    const push = wire('PushOut', raw)
    return {
      publicKey: push.text('public_key'),
      isSubscribed: push.flag('is_subscribed'),
      quiet: {
        ...{ isOn: push.flag('quiet_on'), from: push.text('quiet_from') },
        to: push.text('quiet_to'),
      },
    }
  })
}

export function saveQuiet({ isOn, from, to }: Quiet): Promise<Answer<unknown>> {
  const body = { quiet_on: isOn, quiet_from: from, quiet_to: to }
  return request('PUT', '/api/push/quiet-hours', body)
}

/** How it stands here, before anybody is asked anything. */
export function standOf(push: PushHere, here: Browser = browser): Stand {
  if (!here.isAble) return 'unsupported'
  if (here.permission() === 'denied') return 'denied'
  return push.isSubscribed && here.permission() === 'granted' ? 'on' : 'off'
}

/** After a tap: ask for leave where it is needed, subscribe, and tell the bureau. */
export async function switchOn(
  publicKey: string,
  personId: string,
  { here = browser, ask = request }: { here?: Browser; ask?: Request } = {},
): Promise<Answer<Stand>> {
  if (!here.isAble) return stands('unsupported')
  const leave = here.permission() === 'default' ? await here.ask() : here.permission()
  if (leave !== 'granted') return stands(leave === 'denied' ? 'denied' : 'off')
  const subscription = await subscribed(publicKey, here)
  if (subscription === null) return stands('unreachable')
  const answer = await ask('PUT', SUBSCRIPTION, told(subscription))
  if (answer.ok) await keep(keyOf(personId), true)
  return read(answer, () => 'on' as const)
}

/** Send nothing here any more; the browser's subscription may be somebody else's by now, and stays. */
export async function switchOff(personId: string, ask: Request = request): Promise<Answer<Stand>> {
  const answer = await ask('DELETE', SUBSCRIPTION)
  if (answer.ok) await forget(keyOf(personId))
  return read(answer, () => 'off' as const)
}

/**
 * Tell the bureau again, after a sign-in or when the browser made itself another subscription; only
 * where this person switched it on here.
 */
export async function renew(
  personId: string,
  { here = browser, ask = request }: { here?: Browser; ask?: Request } = {},
): Promise<void> {
  if (!here.isAble || here.permission() !== 'granted') return
  if ((await readKept(keyOf(personId))) !== true) return
  const push = await fetchPush(ask)
  if (push.ok && push.value.publicKey !== '') {
    await switchOn(push.value.publicKey, personId, { here, ask })
  }
}

function keyOf(personId: string): string {
  return `push:${personId}`
}

function stands(stand: Stand): Answer<Stand> {
  return { ok: true, value: stand, status: 200 }
}

/** The browser's subscription under the bureau's key; null when its push service does not answer. */
async function subscribed(publicKey: string, here: Browser): Promise<PushSubscription | null> {
  const manager = await here.manager()
  const held = await manager.getSubscription()
  if (held && textOf(held.options.applicationServerKey) === publicKey) return held
  try {
    // One under an earlier key of the bureau stands in the way of the next.
    await held?.unsubscribe()
    const options = { userVisibleOnly: true, applicationServerKey: publicKey }
    return await inTime(manager.subscribe(options), here.patienceMs)
  } catch {
    return null
  }
}

async function inTime<T>(running: Promise<T>, ms: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  try {
    return await Promise.race([running, late])
  } finally {
    clearTimeout(timer)
  }
}

function told(subscription: PushSubscription): Record<string, string> {
  return {
    endpoint: subscription.endpoint,
    p256dh: textOf(subscription.getKey('p256dh')),
    auth: textOf(subscription.getKey('auth')),
  }
}

function textOf(bytes: ArrayBuffer | null): string {
  const plain = btoa(String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0))))
  return plain.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
