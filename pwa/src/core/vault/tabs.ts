/** What the tabs of this phone tell each other of its lock; keys travel as keys, never as bytes. */
import type { OpenVault } from './wraps'

export type Said =
  | { kind: 'lock' }
  | { kind: 'close' }
  | { kind: 'ask'; person: string }
  | { kind: 'here'; open: OpenVault }

const NAME = 'doorstep-vault'
const KINDS = ['lock', 'close', 'ask', 'here']
let channel: BroadcastChannel | null = null

export function tellTabs(said: Said): void {
  channel?.postMessage(said)
}

/** Hear the other tabs from now on, where the browser lets tabs talk. */
export function listenToTabs(hear: (said: Said) => void): void {
  if (typeof window === 'undefined' || typeof BroadcastChannel === 'undefined') return
  channel = new BroadcastChannel(NAME)
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (isSaid(event.data)) hear(event.data)
  }
}

/** Only this app's own pages speak here. */
function isSaid(raw: unknown): raw is Said {
  if (typeof raw !== 'object' || raw === null || !('kind' in raw)) return false
  return KINDS.some((kind) => kind === raw.kind)
}
