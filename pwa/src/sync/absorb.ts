/** The pure step of the phone: what an answer of the bureau makes of the state here. */
import { START, type Cursor, type ScopeChange } from '@/sync/change'
import { acknowledged, isWaiting, reopened, type Entry } from '@/sync/entry'
import type { SyncResponse } from '@/sync/protocol'
import { NOTHING_STAGED, stage, type Staging } from '@/sync/staging'
import type { HeldScope, Progress } from '@/sync/store'

export interface Before {
  readonly entries: readonly Entry[]
  readonly progress: Progress
  readonly staging: Staging
  /** The cursors that the request carried. */
  readonly asked: ReadonlyMap<string, Cursor>
  /** Seqs whose receipt was verified. */
  readonly genuine: ReadonlySet<number>
  readonly countAfter: (change: ScopeChange) => number
  readonly now: number
}

export interface After {
  /** Only the entries that changed. */
  readonly entries: readonly Entry[]
  readonly progress: Progress
  readonly staging: Staging
  readonly changes: readonly ScopeChange[]
  readonly dropped: readonly string[]
  /** Commands that left the queue. */
  readonly acked: number
  /** Final results whose receipt could not be verified. */
  readonly forged: number
  /** Whether further pages wait at the bureau. */
  readonly more: boolean
  /** Scopes that were found wrong and are to be fetched anew. */
  readonly repairs: number
}

/** Take an answer in. Nothing here is durable before the caller has committed it. */
export function absorb(before: Before, response: SyncResponse): After {
  const isNewEpoch = before.progress.epoch !== null && response.epoch !== before.progress.epoch
  const pulled = isNewEpoch ? startOver(before) : pull(before, response)
  const entries = answeredEntries(before, response)
  const settled = pulled.isWhole
    ? settleAll(entries.all, pulled.applied, pulled.progress.scopes)
    : entries.all
  const changed = settled.filter((entry, n) => entry !== before.entries[n])
  return {
    entries: changed,
    progress: progressAfter(before, response, pulled.progress),
    staging: pulled.staging,
    changes: pulled.changes,
    dropped: pulled.dropped,
    acked: entries.acked,
    forged: entries.forged,
    more: pulled.more,
    repairs: pulled.progress.defects - before.progress.defects,
  }
}

interface Pulled {
  progress: Progress
  staging: Staging
  changes: readonly ScopeChange[]
  dropped: readonly string[]
  /** How far each scope's rows have arrived, whether or not its count was right. */
  applied: ReadonlyMap<string, number>
  more: boolean
  /** Whether every scope now stands at its end, so that what is missing is not held at all. */
  isWhole: boolean
}

/** A restored bureau: what is held stays on the screen, and every scope is fetched anew. */
function startOver({ progress }: Before): Pulled {
  const scopes: Record<string, HeldScope> = {}
  for (const scope of Object.keys(progress.scopes)) scopes[scope] = fromStart(progress, scope)
  return { ...nothingPulled, progress: { ...progress, scopes }, more: true }
}

const nothingPulled = {
  staging: NOTHING_STAGED,
  changes: [],
  dropped: [],
  applied: new Map<string, number>(),
  more: false,
  isWhole: false,
}

function pull(before: Before, response: SyncResponse): Pulled {
  const { staging, complete, torn } = stage(before.staging, before.asked, response)
  if (torn.length > 0) return restart(before.progress, torn)
  if (!complete) return { ...nothingPulled, progress: before.progress, staging, more: true }

  const changes = [...staging.changes.values()]
  const wrong = changes.filter((one) => one.nRows !== null && before.countAfter(one) !== one.nRows)
  const scopes = new Map(Object.entries(before.progress.scopes))
  for (const scope of staging.dropped) scopes.delete(scope)
  for (const change of changes)
    scopes.set(change.scope, heldAfter(change, scopes.get(change.scope)))
  const progress = { ...before.progress, scopes: Object.fromEntries(scopes) }
  return {
    ...nothingPulled,
    progress:
      wrong.length > 0
        ? restart(
            progress,
            wrong.map((one) => one.scope),
          ).progress
        : progress,
    changes,
    dropped: [...staging.dropped],
    applied: new Map(changes.map((change) => [change.scope, change.reached.seq])),
    isWhole: true,
  }
}

/** Give up what is staged, and ask for these scopes from the beginning; each is a defect. */
function restart(progress: Progress, wrong: readonly string[]): Pulled {
  const anew = Object.fromEntries(wrong.map((scope) => [scope, fromStart(progress, scope)]))
  const scopes = { ...progress.scopes, ...anew }
  return {
    ...nothingPulled,
    progress: { ...progress, scopes, defects: progress.defects + wrong.length },
  }
}

function fromStart(progress: Progress, scope: string): HeldScope {
  return { ...START, deltas: progress.scopes[scope]?.deltas ?? 0 }
}

function heldAfter(change: ScopeChange, held: HeldScope | undefined): HeldScope {
  const deltas = change.replace ? 0 : (held?.deltas ?? 0) + change.tables.size
  return { ...change.reached, deltas }
}

interface Answered {
  all: readonly Entry[]
  acked: number
  forged: number
}

function answeredEntries(before: Before, response: SyncResponse): Answered {
  const results = new Map(response.results.map((result) => [result.seq, result]))
  let [acked, forged] = [0, 0]
  const all = before.entries.map((entry) => {
    const result = results.get(entry.seq)
    if (!isWaiting(entry)) return entry.seq >= response.expectedSeq ? reopened(entry) : entry
    if (!result || result.status === 'retry') return entry
    if (!before.genuine.has(entry.seq)) {
      forged += 1
      return entry
    }
    acked += 1
    return acknowledged(entry, result, before.now)
  })
  return { all, acked, forged }
}

/** A preview falls when the applied cursors have reached its result; scopes not held are ignored. */
function settleAll(
  entries: readonly Entry[],
  applied: ReadonlyMap<string, number>,
  held: Progress['scopes'],
): readonly Entry[] {
  const reached = (scope: string, seq: number) => {
    const at = Math.max(applied.get(scope) ?? 0, held[scope]?.seq ?? 0)
    return at >= seq || (!applied.has(scope) && held[scope] === undefined)
  }
  return entries.map((entry) => {
    if (entry.settled || isWaiting(entry) || entry.result === null) return entry
    const isSettled = Object.entries(entry.result.scopeSeqs).every(([scope, seq]) =>
      reached(scope, seq),
    )
    return isSettled ? { ...entry, settled: true } : entry
  })
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
  }
}
