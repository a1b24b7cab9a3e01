/** How many commands fit into one request, found out by being refused. */
import { commitAt, type Desk, type Failure } from '@/sync/desk'
import type { Entry } from '@/sync/entry'
import { losing } from '@/sync/lost'
import { MAX_COMMANDS } from '@/sync/wire.gen'

const TOO_LARGE = 413

export interface Refusal {
  readonly failure: Failure
  readonly batch: readonly Entry[]
}

export class Fitting {
  most = MAX_COMMANDS
  readonly #desk: Desk
  readonly #fence: number
  /** The entry that was refused although it went alone. */
  #suspect: number | null = null

  constructor(desk: Desk, fence: number) {
    this.#desk = desk
    this.#fence = fence
  }

  /** A request went through: the next may be larger. */
  passed(): void {
    this.most = Math.min(MAX_COMMANDS, Math.max(1, this.most * 2))
  }

  /** Whether something smaller is worth a try; when it was not the size, it is not. */
  async isSmaller({ failure, batch }: Refusal): Promise<boolean> {
    const [first] = batch
    if (first === undefined || !isTooLarge(failure)) return false
    if (batch.length > 1) {
      this.most = Math.ceil(batch.length / 2)
      return true
    }
    return this.#isWithout(first)
  }

  /** Without any command first: only what is refused again after that is too large itself. */
  async #isWithout(entry: Entry): Promise<boolean> {
    this.most = 0
    if (this.#suspect !== entry.seq) {
      this.#suspect = entry.seq
      return true
    }
    if (entry.name === 'lost') return false
    await commitAt(this.#desk, this.#fence, losing(this.#desk, entry, 'too_large'))
    this.#suspect = null
    this.most = 1
    return true
  }
}

/** With a wish for patience it is a wish first. */
function isTooLarge(failure: Failure): boolean {
  if (failure.kind !== 'refused') return false
  return failure.status === TOO_LARGE && (failure.retryAfter ?? 0) === 0
}
