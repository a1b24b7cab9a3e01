/** Notifications: that there is something new, in words; what it is comes by sync. */

/** As the bureau says it (docs/messages.md §3). */
interface Told {
  readonly n: number
}

type Registration = Pick<ServiceWorkerRegistration, 'showNotification'>

export interface Window {
  readonly focused: boolean
  readonly visibilityState: DocumentVisibilityState
  focus(): Promise<unknown>
  postMessage(message: unknown): void
}

export interface Windows {
  matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly Window[]>
  openWindow(path: string): Promise<unknown>
}

const INBOX = '/messages'
const TAG = 'messages'
/** A window that is open fetches what is new at once, and goes where it is told. */
const NEWS = { type: 'NEW_MESSAGE' }
const GO = { type: 'GO', path: INBOX }

/** Show one notification, in place of the one before; whatever arrived, something is shown. */
export async function notify(
  registration: Registration,
  windows: Windows,
  text: string,
): Promise<void> {
  for (const window of await all(windows)) window.postMessage(NEWS)
  try {
    await registration.showNotification('上门办', {
      body: wordsOf(text),
      tag: TAG,
      icon: '/icons/192.png',
      lang: 'zh-CN',
    })
  } catch {
    // Leave was taken back, or the system has no place for notifications: the inbox has it.
  }
}

/** Go to the inbox: in one of the windows that are open, else in a new one. */
export async function openInbox(windows: Windows): Promise<void> {
  const open = await all(windows)
  const chosen =
    open.find(({ focused }) => focused) ??
    open.find(({ visibilityState }) => visibilityState === 'visible') ??
    open[0]
  if (chosen === undefined) {
    await windows.openWindow(INBOX)
    return
  }
  chosen.postMessage(GO)
  try {
    await chosen.focus()
  } catch {
    // The system would not let it come forward; it shows the inbox all the same.
  }
}

export function wordsOf(text: string): string {
  return `有 ${countOf(text)} 条新消息`
}

function countOf(text: string): number {
  try {
    const told: unknown = JSON.parse(text)
    return isTold(told) ? Math.max(1, Math.trunc(told.n)) : 1
  } catch {
    return 1
  }
}

function isTold(told: unknown): told is Told {
  return typeof told === 'object' && told !== null && 'n' in told && Number.isFinite(told.n)
}

function all(windows: Windows): Promise<readonly Window[]> {
  return windows.matchAll({ type: 'window', includeUncontrolled: true })
}
