/** Pages are kept aside until one answer has brought every scope to its end. */
import { emptyChange, fold, type Cursor, type ScopeChange } from '@/sync/change'
import type { SyncResponse } from '@/sync/protocol'

export interface Staging {
  readonly changes: ReadonlyMap<string, ScopeChange>
  readonly dropped: ReadonlySet<string>
}

export const NOTHING_STAGED: Staging = { changes: new Map(), dropped: new Set() }

export interface Staged {
  readonly staging: Staging
  /** Whether everything staged may be applied now. */
  readonly complete: boolean
  /** Scopes whose pages did not fit what is held; they start from the beginning. */
  readonly torn: readonly string[]
}

/** The cursors to ask with: those held, moved on by what is staged. */
export function cursorsWith(
  held: ReadonlyMap<string, Cursor>,
  staging: Staging,
): Map<string, Cursor> {
  const cursors = new Map(held)
  for (const change of staging.changes.values()) cursors.set(change.scope, change.reached)
  for (const scope of staging.dropped) cursors.delete(scope)
  return cursors
}

/** Put the pages of an answer beside those that are staged. */
export function stage(
  before: Staging,
  asked: ReadonlyMap<string, Cursor>,
  response: SyncResponse,
): Staged {
  const changes = new Map(before.changes)
  const dropped = new Set([...before.dropped, ...response.removed])
  for (const scope of response.removed) changes.delete(scope)
  const torn: string[] = []
  for (const [scope, page] of response.scopes) {
    const fits = page.from === 0 || page.from === asked.get(scope)?.seq
    if (!fits) torn.push(scope)
    else fold(changeFor(changes, scope, page.from === 0), page)
    if (page.from === 0) dropped.delete(scope)
  }
  for (const scope of emptied(asked, response, changes)) dropped.add(scope)
  const complete =
    torn.length === 0 && [...response.scopes.values()].every((p) => p.to === p.current)
  return { staging: { changes, dropped }, complete, torn }
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
  response: SyncResponse,
  changes: ReadonlyMap<string, ScopeChange>,
): string[] {
  const unanswered = [...asked].filter(
    ([scope, cursor]) => cursor.seq === 0 && !response.scopes.has(scope) && !changes.has(scope),
  )
  return unanswered.map(([scope]) => scope)
}
