/** The pure step of the phone: what an answer of the bureau makes of the state here. */
import { START, type Cursor, type ScopeChange } from '@/sync/change'
import { acknowledged, isWaiting, reopened, type Entry } from '@/sync/entry'
import type { Outbox } from '@/sync/outbox'
import type { SyncResponse } from '@/sync/protocol'
import { NOTHING_STAGED, stage, type Staging } from '@/sync/staging'
import type { HeldScope, Progress } from '@/sync/store'
import type { Tally } from '@/sync/digest'

export interface Before {
  readonly outbox: Outbox
  readonly progress: Progress
  readonly staging: Staging
  /** The cursors that the request carried. */
  readonly asked: ReadonlyMap<string, Cursor>
  /** Seqs whose receipt was verified. */
  readonly genuine: ReadonlySet<number>
  readonly now: number
}

export interface After {
  /** Only the entries that changed. */
  readonly entries: readonly Entry[]
  /** Those that were acknowledged and that the bureau turned out not to hold any more. */
  readonly forgotten: readonly Entry[]
  readonly progress: Progress
  readonly staging: Staging
  readonly changes: readonly ScopeChange[]
  readonly dropped: readonly string[]
  /** What scopes should hold once the changes are applied. */
  readonly ends: ReadonlyMap<string, Tally>
  /** Commands that left the queue. */
  readonly acked: number
  /** Final results whose receipt could not be verified. */
  readonly forged: number
  /** Whether further pages or chunks wait at the bureau. */
  readonly more: boolean
}

/** Take an answer in. Nothing here is durable before the caller has committed it. */
export function absorb(before: Before, response: SyncResponse): After {
  const isNewEpoch = before.progress.epoch !== null && response.epoch !== before.progress.epoch
  const pulled = isNewEpoch ? startOver(before) : pull(before, response)
  const answered = answeredEntries(before, response)
  const reopen = forgottenEntries(before, response)
  const changed = new Map([...answered.entries, ...reopen].map((entry) => [entry.seq, entry]))
  if (pulled.isWhole) settle(before.outbox, changed, pulled)
  return {
    entries: [...changed.values()],
    forgotten: reopen.flatMap(({ seq }) => before.outbox.get(seq) ?? []),
    progress: progressAfter(before, response, pulled.progress),
    staging: pulled.staging,
    changes: pulled.changes,
    dropped: pulled.dropped,
    ends: new Map([...(pulled.more ? [] : response.digests), ...endsOf(pulled.changes)]),
    acked: answered.acked,
    forged: answered.forged,
    more: pulled.more,
  }
}

interface Pulled {
  progress: Progress
  staging: Staging
  changes: readonly ScopeChange[]
  dropped: readonly string[]
  more: boolean
  /** Whether every scope now stands at its end, so that what is missing is not held at all. */
  isWhole: boolean
}

const nothingPulled = { staging: NOTHING_STAGED, changes: [], dropped: [], isWhole: false }

/** A restored bureau: what is held stays on the screen, and every scope is fetched anew. */
function startOver({ progress }: Before): Pulled {
  return {
    ...nothingPulled,
    progress: restarted(progress, Object.keys(progress.scopes)),
    more: true,
  }
}

function pull(before: Before, response: SyncResponse): Pulled {
  const { staging, complete, torn } = stage(before.staging, before.asked, response)
  if (torn.length > 0) return giveUp(before.progress, torn)
  if (!complete) return { ...nothingPulled, progress: before.progress, staging, more: true }

  const changes = [...staging.changes.values()]
  if (changes.length + staging.dropped.size === 0)
    return { ...nothingPulled, progress: before.progress, more: false, isWhole: true }
  const scopes = new Map(Object.entries(before.progress.scopes))
  for (const scope of staging.dropped) scopes.delete(scope)
  for (const change of changes)
    scopes.set(change.scope, heldAfter(change, scopes.get(change.scope)))
  return {
    ...nothingPulled,
    progress: { ...before.progress, scopes: Object.fromEntries(scopes) },
    changes,
    dropped: [...staging.dropped],
    more: false,
    isWhole: true,
  }
}

/** Give up what is staged, and ask for these scopes from the beginning; each is a defect. */
function giveUp(progress: Progress, torn: readonly string[]): Pulled {
  const { defects } = progress
  const anew = { ...restarted(progress, torn), defects: defects + torn.length }
  return { ...nothingPulled, progress: anew, more: true }
}

/** The progress with these scopes to be fetched from the beginning; their rows stay until then. */
export function restarted(progress: Progress, scopes: readonly string[]): Progress {
  const anew = scopes.map((scope): [string, HeldScope] => {
    return [scope, { ...START, deltas: progress.scopes[scope]?.deltas ?? 0 }]
  })
  return { ...progress, scopes: { ...progress.scopes, ...Object.fromEntries(anew) } }
}

function heldAfter(change: ScopeChange, held: HeldScope | undefined): HeldScope {
  const deltas = change.replace ? 0 : (held?.deltas ?? 0) + change.tables.size
  return { ...change.reached, deltas }
}

function endsOf(changes: readonly ScopeChange[]): [string, Tally][] {
  return changes.flatMap(({ scope, ends }) => (ends === null ? [] : [[scope, ends]]))
}

function answeredEntries({ outbox, genuine, now }: Before, response: SyncResponse) {
  const entries: Entry[] = []
  let forged = 0
  for (const result of response.results) {
    const entry = outbox.get(result.seq)
    if (entry === null || !isWaiting(entry) || result.status === 'retry') continue
    if (genuine.has(entry.seq)) entries.push(acknowledged(entry, result, now))
    else forged += 1
  }
  return { entries, acked: entries.length, forged }
}

/** Receipted entries that the bureau waits for again: it went back to an older state. */
function forgottenEntries({ outbox, progress }: Before, { expectedSeq }: SyncResponse): Entry[] {
  const receipted = outbox.from(expectedSeq, Math.max(0, progress.lastReceipt - expectedSeq + 1))
  return receipted.filter((entry) => !isWaiting(entry)).map(reopened)
}

/** A preview falls when the applied cursors have reached its result; scopes not held are ignored. */
function settle(outbox: Outbox, changed: Map<number, Entry>, { progress, changes }: Pulled): void {
  const applied = new Map(changes.map(({ scope, reached }) => [scope, reached.seq]))
  const isReached = ([scope, seq]: [string, number]) => {
    const held = progress.scopes[scope]
    return held === undefined || Math.max(applied.get(scope) ?? 0, held.seq) >= seq
  }
  const unsettled = [...outbox.unsettled].filter(({ seq }) => !changed.has(seq))
  for (const entry of [...unsettled, ...changed.values()]) {
    if (isWaiting(entry) || entry.result === null) continue
    if (Object.entries(entry.result.scopeSeqs).every(isReached))
      changed.set(entry.seq, { ...entry, settled: true })
  }
}

function progressAfter(before: Before, response: SyncResponse, pulled: Progress): Progress {
  const serverTime = Date.parse(response.serverTime)
  const verified = [...before.genuine].reduce((most, seq) => Math.max(most, seq), 0)
  const epochs = pulled.epochs.filter((epoch) => epoch !== response.epoch)
  return {
    ...pulled,
    epoch: response.epoch,
    epochs: [...epochs, response.epoch],
    lastReceipt: Math.min(Math.max(pulled.lastReceipt, verified), response.expectedSeq - 1),
    durableThrough: response.durableThrough,
    serverOffsetMs: Number.isNaN(serverTime) ? pulled.serverOffsetMs : serverTime - before.now,
    // Both were heard with this answer; an answer that is lost leaves them to be said again.
    proof: null,
    replaces: null,
    tellsAgain: before.progress.epoch !== null && before.progress.epoch !== response.epoch,
  }
}
