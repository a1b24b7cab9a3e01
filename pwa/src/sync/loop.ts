/** When to sync, in which tab, and what to say about it. */
import type { Problem } from '@/core/http'
import { runCycle } from '@/sync/cycle'
import { ClosedError, nowAt, type Desk, type Failure } from '@/sync/desk'
import { commitNote } from '@/sync/notes'
import { mayAsk, pauseAfter, pauseSince } from '@/sync/pause'
import { STORAGE_TROUBLE, UNREADABLE_ANSWER, type Phase, type Status } from '@/sync/status'
import { FencedError, type Cleared, type Lease } from '@/sync/store'
import type { World } from '@/sync/world'
import { StorageError } from '@/core/db'

export const IDLE_MS = 60_000
/** Good contacts without progress before a person must be told. */
export const PATIENCE = 5

export interface Said {
  phase: Phase
  lastError: Problem | null
  mustUpdate: boolean
}

export interface LoopParts {
  readonly desk: Desk
  readonly world: World
  readonly name: string
  /** Names this tab among those of the same person. */
  readonly tab: string
  readonly say: (said: Partial<Said>) => void
}

/** eager: our own patience is overruled · manual: a person asked. */
interface Reason {
  readonly eager: boolean
  readonly manual: boolean
}

/** Drives the cycles: never two at once here, and by the lease never two among the tabs. */
export class Loop {
  readonly #parts: LoopParts
  #running: Promise<void> | null = null
  #again = false
  /** Whether the last try ended before its request, as the pause was not over. */
  #isHeldBack = false
  #closed = false
  #needsSignIn = false
  #cancelTimer: () => void = () => undefined
  #stopListening: () => void = () => undefined

  constructor(parts: LoopParts) {
    this.#parts = parts
  }

  start(): void {
    this.#stopListening = this.#parts.world.listen({
      online: () => void this.run(true),
      visible: () => void this.run(true),
      offline: () => this.#parts.say({ phase: 'offline' }),
    })
    void this.run(false)
  }

  close(): void {
    this.#closed = true
    this.#cancelTimer()
    this.#stopListening()
  }

  /** A command was made here, or the timer fired: sync unless there is a reason to wait. */
  nudge(): void {
    if (this.#running) this.#again = true
    else void this.run(false)
  }

  /** Sync; `eager` overrules our own patience but never the bureau's. Resolves when it is over. */
  async run(eager: boolean, manual = false): Promise<void> {
    if (this.#running && !manual) {
      this.#again = true
      return this.#running
    }
    if (this.#running) {
      await this.#running
      return this.run(eager, manual)
    }
    if (this.#closed) return
    this.#running = this.#guarded(eager, manual)
    await this.#running
  }

  async #guarded(eager: boolean, manual: boolean): Promise<void> {
    try {
      await this.#once(eager, manual)
      while (this.#isAskedAgain()) await this.#once(eager, manual)
    } finally {
      this.#running = null
      this.#schedule()
    }
  }

  #isAskedAgain(): boolean {
    const again = this.#again && !this.#closed
    this.#again = false
    return again
  }

  async #once(eager: boolean, manual: boolean): Promise<void> {
    const { world, name } = this.#parts
    this.#isHeldBack = false
    if (!eager && this.#needsSignIn) return
    if (!manual && !world.isOnline()) {
      this.#parts.say({ phase: 'offline' })
      return
    }
    if (!this.#mayAsk(eager)) return

    try {
      await world.alone(`${name}-sync`, (got) => this.#underLease(got, { eager, manual }))
    } catch (error) {
      this.#handle(error)
    }
  }

  #mayAsk(eager: boolean): boolean {
    const { desk } = this.#parts
    desk.mirror.pause = pauseSince(desk.mirror.pause, nowAt(desk))
    this.#isHeldBack = !mayAsk(desk.mirror.pause, nowAt(desk), eager)
    return !this.#isHeldBack
  }

  async #underLease(got: boolean, reason: Reason): Promise<void> {
    const { desk, tab } = this.#parts
    const lease = await desk.store.takeLease(tab, nowAt(desk), got)
    if (lease === null) return
    let isGivenBack = false
    try {
      isGivenBack = await this.#cycle(lease, reason)
    } finally {
      if (!this.#closed) desk.copy.sweep(desk.mirror)
      if (!isGivenBack && !this.#closed) await desk.store.dropLease(lease.fence)
    }
  }

  /** Whether its last commit gave the lease back. */
  async #cycle(lease: Lease, { eager, manual }: Reason): Promise<boolean> {
    const { desk, say } = this.#parts
    const { mirror } = desk
    await mirror.standAt(lease)
    // Another tab may have been asked for patience since.
    if (!this.#mayAsk(eager)) return false
    if (mirror.waiting + mirror.missing.size > 0) say({ phase: 'sending' })

    const cycle = await runCycle(desk, lease.fence, manual)
    if (cycle.failure) {
      await this.#failed(cycle.failure, lease.fence)
      return false
    }
    this.#needsSignIn = false
    const { fault: lastError, mustUpdate } = cycle
    say({ phase: 'idle', lastError, mustUpdate })
    return true
  }

  async #failed(failure: Failure, fence: number): Promise<void> {
    const { desk, say } = this.#parts
    if (failure.kind === 'refused' && failure.status === 401) {
      this.#needsSignIn = true
      say({ phase: 'signin', lastError: null })
      return
    }
    const counted = failure.kind === 'unreadable' ? { kind: 'network' as const } : failure
    const refusal = counted.kind === 'network' ? { ok: false as const, ...counted } : counted
    const pause = pauseAfter(desk.mirror.pause, refusal, nowAt(desk), desk.random())
    const commit = { pause }
    desk.tell(commitNote(commit, await desk.mirror.commit(fence, nowAt(desk), commit)))
    say({ phase: failure.kind === 'network' ? 'offline' : 'waiting', lastError: wordsOf(failure) })
  }

  #handle(error: unknown): void {
    if (error instanceof ClosedError) return
    // The other tab has all that this one lacks; the next cycle reads it from the store.
    if (error instanceof FencedError) {
      this.#parts.say({ phase: 'idle' })
      return
    }
    if (!(error instanceof StorageError) || this.#closed) throw error
    this.#parts.say({ phase: 'waiting', lastError: STORAGE_TROUBLE })
  }

  #schedule(): void {
    const { desk, world } = this.#parts
    this.#cancelTimer()
    if (this.#closed || !world.isVisible()) return
    const { untilMs, retryAfterMs } = desk.mirror.pause
    const wait = Math.max(untilMs, retryAfterMs) - nowAt(desk)
    // Timers fire a moment early: a pause that ends between that try and this line is over.
    const idle = this.#isHeldBack ? 0 : IDLE_MS
    this.#cancelTimer = world.later(wait > 0 ? wait : idle, () => this.nudge())
  }
}

function wordsOf(failure: Failure): Problem | null {
  if (failure.kind === 'unreadable') return UNREADABLE_ANSWER
  return failure.kind === 'refused' ? failure.problem : null
}

const NEWS_MS = 30 * 24 * 3600 * 1000

function newsOf(cleared: Cleared | null, now: number): Cleared | null {
  return cleared !== null && now - cleared.at < NEWS_MS ? cleared : null
}

/** The numbers of the status, from what is held; the loop adds its own words. */
export function statusOf(desk: Desk, said: Said): Status {
  const { mirror } = desk
  const untilMs = Math.max(mirror.pause.untilMs, mirror.pause.retryAfterMs)
  return {
    ...said,
    waiting: mirror.waiting,
    photosLeft: mirror.missing.size,
    going: mirror.going,
    confirmedAt: mirror.confirmedAt,
    nextTryAt: untilMs > nowAt(desk) ? untilMs : null,
    stuck: mirror.waiting > 0 && mirror.progress.idled >= PATIENCE,
    cleared: newsOf(mirror.cleared, nowAt(desk)),
    copy: desk.photoCopy.isFailing ? 'failing' : desk.copy.state,
  }
}
