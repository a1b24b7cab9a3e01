/** The marker beside the store: it outlives a store that the browser deletes. */
import { isObject } from '@/sync/reading'
import type { Mirror } from '@/sync/mirror'
import type { Cleared, Marker } from '@/sync/store'
import type { World } from '@/sync/world'

/** Read what was noted of this person's store; null when there is none. */
export function readMark(world: World, personId: string): Marker | null {
  const text = world.recall(nameOf(personId))
  const raw = text === null ? null : jsonIn(text)
  if (!isObject(raw)) return null
  const { device, head } = raw
  return typeof device === 'string' && typeof head === 'number' ? { device, head } : null
}

/** Note the device and the last command that was made; returns whether it could be noted. */
export function writeMark(world: World, personId: string, mirror: Mirror): boolean {
  const { device, chain, cleared, progress } = mirror
  const isUntold = cleared?.lost === null || progress.replaces !== null
  // What a lost store had made counts until the bureau has heard of the loss: were this store lost
  // before that too, the next one must still name the first.
  const owed = cleared?.part === 'records' && isUntold ? cleared.head : 0
  const marker: Marker = {
    device: progress.replaces ?? device,
    // What was made behind a chain that came back whole is not of that chain yet.
    head: owed > 0 && isGivenBack(cleared) ? owed : Math.max(chain.nextSeq - 1, owed),
  }
  return world.remember(nameOf(personId), JSON.stringify(marker))
}

function isGivenBack(cleared: Cleared | null): boolean {
  return cleared?.lost === null && (cleared.whole?.to ?? 0) > 0
}

function nameOf(personId: string): string {
  return `doorstep-${personId}`
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
