import {
  openDB,
  type DBSchema,
  type IDBPDatabase,
  type IDBPTransaction,
  type StoreNames,
} from 'idb'

/** Why the browser's store did not do it: no room left, or it does not answer. */
export type StorageTrouble = 'full' | 'unavailable'

export class StorageError extends Error {
  readonly trouble: StorageTrouble

  constructor(trouble: StorageTrouble, cause: unknown) {
    super(`storage ${trouble}`, { cause })
    this.trouble = trouble
  }
}

export interface Plan<S extends DBSchema> {
  readonly name: string
  readonly version: number
  readonly upgrade: (db: IDBPDatabase<S>, from: number) => void
  readonly timeoutMs?: number
  /** Make room on a full phone; returns whether there is some now, so that it is worth a second try. */
  readonly relieve?: () => Promise<boolean>
}

type Mode = 'readonly' | 'readwrite'
export type Tx<S extends DBSchema, M extends Mode = Mode> = IDBPTransaction<S, StoreNames<S>[], M>
export type Work<S extends DBSchema, M extends Mode, T> = (tx: Tx<S, M>) => T | Promise<T>

/** A database whose every call ends: in its result, in what `work` threw, or in a StorageError. */
export interface Database<S extends DBSchema> {
  read<T>(stores: StoreNames<S>[], work: Work<S, 'readonly', T>): Promise<T>
  /** Resolves only when the transaction is complete; `work` may run twice and must not wait for
   * anything but its transaction. */
  write<T>(
    stores: StoreNames<S>[],
    work: Work<S, 'readwrite', T>,
    durability?: 'strict' | 'relaxed',
  ): Promise<T>
  close(): void
}

const TIMEOUT_MS = 10_000

/** Open a database when it is first needed, and again on a new connection when one went bad. */
export function openDatabase<S extends DBSchema>(plan: Plan<S>): Database<S> {
  const connection = connectionOf(plan)

  async function run<M extends Mode, T>(
    begin: (db: IDBPDatabase<S>) => Tx<S, M>,
    work: Work<S, M, T>,
  ) {
    try {
      return await connected(begin, work)
    } catch (error) {
      const isFull = error instanceof StorageError && error.trouble === 'full'
      if (!isFull || !(await plan.relieve?.())) throw error
    }
    return connected(begin, work)
  }

  async function connected<M extends Mode, T>(
    begin: (db: IDBPDatabase<S>) => Tx<S, M>,
    work: Work<S, M, T>,
  ) {
    const once = () =>
      withTimeout(attempt(connection.get, begin, work), plan.timeoutMs ?? TIMEOUT_MS)
    try {
      return await once()
    } catch (error) {
      if (!isBadConnection(error)) throw named(error)
    }
    connection.drop()
    try {
      return await once()
    } catch (error) {
      throw named(error)
    }
  }

  return {
    read: (stores, work) => run((db) => db.transaction(stores, 'readonly'), work),
    write: (stores, work, durability = 'relaxed') =>
      run((db) => db.transaction(stores, 'readwrite', { durability }), work),
    close: connection.drop,
  }
}

interface Attempt<T> {
  result: Promise<T>
  abort: () => void
}

function attempt<S extends DBSchema, M extends Mode, T>(
  connect: () => Promise<IDBPDatabase<S>>,
  begin: (db: IDBPDatabase<S>) => Tx<S, M>,
  work: Work<S, M, T>,
): Attempt<T> {
  let abort: () => void = () => undefined
  const result = connect().then(async (db) => {
    const tx = begin(db)
    abort = () => unlessOver(() => tx.abort())
    const over = ended(tx)
    // Its failure is reported through `work` or the last line; unobserved it would be an alarm.
    for (const end of [over, tx.done]) end.catch(() => undefined)
    try {
      const value = await work(tx)
      // Else the browser is asked to commit only when it has told of the last write. It cannot be
      // given up any more then, which is for those that may well be done twice.
      if (tx.durability === 'relaxed') unlessOver(() => tx.commit())
      await over
      return value
    } catch (error) {
      abort()
      throw tx.error ?? error
    }
  })
  return { result, abort: () => abort() }
}

/** What `ended` listens to: a transaction. */
export interface Ending extends Pick<EventTarget, 'addEventListener'> {
  readonly error: DOMException | null
}

/**
 * Resolves when a transaction is complete. Rejects with why it came to nothing, which it tells only
 * when it is aborted: not yet when one of its writes fails.
 */
export function ended(tx: Ending): Promise<void> {
  return new Promise((resolve, reject) => {
    tx.addEventListener('complete', () => resolve())
    tx.addEventListener('abort', () => reject(tx.error ?? new DOMException('', 'AbortError')))
  })
}

/** Leave a write to its transaction, which fails when it does: nobody need wait for each. */
export function leave(write: Promise<unknown>): void {
  write.catch(() => undefined)
}

/** Do what a transaction refuses once it has ended, or is about to. */
function unlessOver(act: () => void): void {
  try {
    act()
  } catch {
    // Then there is nothing to do any more.
  }
}

function connectionOf<S extends DBSchema>(plan: Plan<S>) {
  let open: Promise<IDBPDatabase<S>> | null = null
  const drop = () => {
    // A connection that never opened has nothing to close.
    open?.then(
      (db) => db.close(),
      () => undefined,
    )
    open = null
  }
  const forget = () => {
    open = null
  }
  const connect = async () => {
    try {
      return await openDB<S>(plan.name, plan.version, {
        upgrade: plan.upgrade,
        blocking: drop,
        terminated: forget,
      })
    } catch (error) {
      forget()
      throw error
    }
  }
  return { get: () => (open ??= connect()), drop }
}

class TimeoutError extends Error {}

async function withTimeout<T>(running: Attempt<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      running.abort()
      reject(new TimeoutError('the store does not answer'))
    }, ms)
  })
  running.result.catch(() => undefined)
  try {
    return await Promise.race([running.result, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

// iOS ends connections of a page in the background; only a new connection helps then.
const BAD_CONNECTION = new Set(['InvalidStateError', 'UnknownError', 'AbortError'])

function isBadConnection(error: unknown): boolean {
  if (error instanceof TimeoutError) return true
  return error instanceof DOMException && BAD_CONNECTION.has(error.name)
}

function named(error: unknown): unknown {
  if (error instanceof TimeoutError) return new StorageError('unavailable', error)
  if (!(error instanceof DOMException)) return error
  return new StorageError(error.name === 'QuotaExceededError' ? 'full' : 'unavailable', error)
}
