/** What the sync loop needs from the browser around it. */
import { openFolder, type Folder } from '@/core/files'
import { readMarker, writeMarker } from '@/core/markers'

export interface Channel {
  post(message: unknown): void
  close(): void
}

export interface Events {
  online(): void
  offline(): void
  visible(): void
}

export interface World {
  /** Call back once after this many ms; returns how to cancel. */
  later(ms: number, run: () => void): () => void
  isOnline(): boolean
  isVisible(): boolean
  /** Returns how to stop listening. */
  listen(events: Events): () => void
  /** Run `work` alone among the tabs; `got` is false when another tab holds the lock. */
  alone<T>(name: string, work: (got: boolean) => Promise<T>): Promise<T>
  /** Read what `remember` left outside the database; null when there is nothing. */
  recall(name: string): string | null
  /** Returns whether it could be kept. */
  remember(name: string, text: string): boolean
  /** A folder beside the database, for second copies; null where there can be none. */
  folder(person: string, name: string): Promise<Folder | null>
  /** Open the channel to the other tabs of this person. */
  channel(name: string, hear: (message: unknown) => void): Channel
}

/** The real browser. */
export const browser: World = {
  later(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  isOnline: () => navigator.onLine,
  isVisible: () => document.visibilityState === 'visible',
  listen,
  alone,
  recall: readMarker,
  remember: writeMarker,
  folder: (person, name) => openFolder(`doorstep-${person}`, name),
  channel,
}

function listen(events: Events): () => void {
  const onVisibility = () => {
    if (document.visibilityState === 'visible') events.visible()
  }
  const [onOnline, onOffline] = [() => events.online(), () => events.offline()]
  window.addEventListener('online', onOnline)
  window.addEventListener('offline', onOffline)
  document.addEventListener('visibilitychange', onVisibility)
  return () => {
    window.removeEventListener('online', onOnline)
    window.removeEventListener('offline', onOffline)
    document.removeEventListener('visibilitychange', onVisibility)
  }
}

async function alone<T>(name: string, work: (got: boolean) => Promise<T>): Promise<T> {
  // Old browsers and pages without TLS have no locks; there the lease alone keeps tabs apart.
  if (!('locks' in navigator)) return work(false)
  return navigator.locks.request(name, { ifAvailable: true }, (lock) => work(lock !== null))
}

function channel(name: string, hear: (message: unknown) => void): Channel {
  const open = new BroadcastChannel(name)
  open.onmessage = (event: MessageEvent<unknown>) => hear(event.data)
  return { post: (message) => open.postMessage(message), close: () => open.close() }
}
