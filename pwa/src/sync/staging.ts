/** Pages are kept aside until one answer has brought every scope to its end. */
import { emptyChange, fold, START, type Cursor, type ScopeChange } from '@/sync/change'
import type { Snapshot, SyncResponse } from '@/sync/protocol'

export interface Staging {
  readonly changes: ReadonlyMap<string, ScopeChange>
  readonly dropped: ReadonlySet<string>
  /** Scopes whose chunks are still to be loaded. */
  readonly awaited: ReadonlyMap<string, Snapshot>
}

export const NOTHING_STAGED: Staging = {
  changes: new Map(),
  dropped: new Set(),
  awaited: new Map(),
}

export interface Staged {
  readonly staging: Staging
  /** Whether everything staged may be applied now. */
  readonly complete: boolean
  /** Scopes whose pages did not fit what is held; they start from the beginning. */
  readonly torn: readonly string[]
}

export function isNothingStaged({ changes, dropped, awaited }: Staging): boolean {
  return changes.size + dropped.size + awaited.size === 0
}

/** The cursors to ask with: those held, moved on by what is staged. */
export function cursorsWith(
  held: ReadonlyMap<string, Cursor>,
  staging: Staging,
): Map<string, Cursor> {
  const cursors = new Map(held)
  for (const change of staging.changes.values()) cursors.set(change.scope, change.reached)
  for (const scope of staging.awaited.keys()) cursors.set(scope, START)
  for (const scope of staging.dropped) cursors.delete(scope)
  return cursors
}

/** Put the pages of an answer beside those that are staged. */
export function stage(
  before: Staging,
  asked: ReadonlyMap<string, Cursor>,
  response: SyncResponse,
): Staged {
  const { scopes, snapshots, removed } = response
  const changes = new Map(before.changes)
  for (const scope of [...removed, ...snapshots.keys()]) changes.delete(scope)
  const torn = foldAll(changes, asked, scopes)
  const dropped = new Set([...before.dropped, ...removed])
  const isServed = (scope: string) => scopes.get(scope)?.from === 0 || snapshots.has(scope)
  for (const scope of dropped) if (isServed(scope)) dropped.delete(scope)
  for (const scope of emptied(asked, response, changes)) dropped.add(scope)
  const isAtEnd = [...scopes.values()].every((page) => page.to === page.current)
  const complete = torn.length === 0 && snapshots.size === 0 && isAtEnd
  // The bureau repeats a snapshot for as long as it is asked for; what it does not repeat is over.
  return { staging: { changes, dropped, awaited: snapshots }, complete, torn }
}

/** Returns the scopes whose page does not fit. */
function foldAll(
  changes: Map<string, ScopeChange>,
  asked: ReadonlyMap<string, Cursor>,
  pages: SyncResponse['scopes'],
): string[] {
  const torn: string[] = []
  for (const [scope, page] of pages) {
    const fits = page.from === 0 || page.from === asked.get(scope)?.seq
    if (fits) fold(changeFor(changes, scope, page.from === 0), page)
    else torn.push(scope)
  }
  return torn
}

/** The staging once all chunks of a scope are there. */
export function withSnapshot(staging: Staging, change: ScopeChange): Staging {
  const awaited = new Map(staging.awaited)
  awaited.delete(change.scope)
  return { ...staging, awaited, changes: new Map([...staging.changes, [change.scope, change]]) }
}

function changeFor(changes: Map<string, ScopeChange>, scope: string, anew: boolean): ScopeChange {
  const known = changes.get(scope)
  // A page from 0 that follows an unfinished one from 0 carries nothing and changes nothing.
  if (known && !anew) return known
  const made = emptyChange(scope, anew)
  changes.set(scope, made)
  return made
}

/** A scope asked for from 0 and not answered is empty, whatever was held of it before. */
function emptied(
  asked: ReadonlyMap<string, Cursor>,
  { scopes, snapshots }: SyncResponse,
  changes: ReadonlyMap<string, ScopeChange>,
): string[] {
  const isAnswered = (scope: string) =>
    scopes.has(scope) || snapshots.has(scope) || changes.has(scope)
  return [...asked]
    .filter(([scope, { seq }]) => seq === 0 && !isAnswered(scope))
    .map(([scope]) => scope)
}
