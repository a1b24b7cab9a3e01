/** Scopes that differ from what the bureau says: repaired, else fetched anew, else left alone. */
import { restarted } from '@/sync/absorb'
import { commitAt, nowAt, type Desk, type Failure } from '@/sync/desk'
import { repair } from '@/sync/repairing'

const MOST_LATE = 3
const LEFT_ALONE_MS = 3600 * 1000

/** again: the bureau must be asked once more to see whether it agrees now. */
export type Mended = { ok: true; again: boolean } | { ok: false; failure: Failure }

/** The mending of one exchange; it remembers what was tried, so that it ends. */
export class Mending {
  readonly #desk: Desk
  readonly #fence: number
  readonly #late = new Map<string, number>()
  readonly #refetched = new Set<string>()

  constructor(desk: Desk, fence: number) {
    this.#desk = desk
    this.#fence = fence
  }

  async mend(wrong: readonly string[]): Promise<Mended> {
    let again = false
    for (const scope of wrong.filter((one) => this.#mayBeTried(one))) {
      const mended = await this.#mendOne(scope)
      if (!mended.ok) return mended
      again ||= mended.again
    }
    return { ok: true, again }
  }

  #mayBeTried(scope: string): boolean {
    const { mirror } = this.#desk
    return (mirror.progress.unmended[scope] ?? 0) <= nowAt(this.#desk)
  }

  async #mendOne(scope: string): Promise<Mended> {
    if (this.#refetched.has(scope)) return this.#leaveAlone(scope)
    const repaired = await repair(this.#desk, this.#fence, scope)
    if (!repaired.ok) return repaired
    if (repaired.outcome === 'useless') return this.#fetchAnew(scope)
    return { ok: true, again: repaired.outcome === 'late' && this.#mayBeLateAgain(scope) }
  }

  /** Other phones may change the scope between a contact and its repair, but not for ever. */
  #mayBeLateAgain(scope: string): boolean {
    const times = (this.#late.get(scope) ?? 0) + 1
    this.#late.set(scope, times)
    return times <= MOST_LATE
  }

  async #fetchAnew(scope: string): Promise<Mended> {
    const { progress } = this.#desk.mirror
    this.#refetched.add(scope)
    const anew = { ...restarted(progress, [scope]), defects: progress.defects + 1 }
    await commitAt(this.#desk, this.#fence, { progress: anew })
    return { ok: true, again: true }
  }

  /** Not even everything anew agrees: the fault is at the bureau, which has it on its list. */
  async #leaveAlone(scope: string): Promise<Mended> {
    const { progress } = this.#desk.mirror
    const until = nowAt(this.#desk) + LEFT_ALONE_MS
    const unmended = { ...progress.unmended, [scope]: until }
    await commitAt(this.#desk, this.#fence, { progress: { ...progress, unmended } })
    return { ok: true, again: false }
  }
}
