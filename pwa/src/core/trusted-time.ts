/**
 * The time that counts for what this phone may do: `max(wall, anchor + monotonic)` (docs/devices.md
 * §6). The anchor is the latest instant that this phone has seen, kept sealed, so that neither a clock
 * that is turned back nor a restart gains anything.
 */
import { clock } from './clock'
import { keepSealed, readSealed } from './vault/kept'

/** What the bureau's latest word to this phone says of time; all milliseconds since 1970. */
export interface Term {
  readonly id: string
  readonly issuedAt: number
  readonly expiresAt: number
  /** From then on nothing is shown until there was contact. */
  readonly darkAt: number
}

export interface Ticks {
  wall(): number
  /** Grows with time and with nothing else while the page lives. */
  steady(): number
}

interface Anchor {
  readonly term: Term
  readonly at: number
}

const machine: Ticks = {
  wall: () => clock.now().getTime(),
  steady: () => performance.now(),
}

export class TrustedTime {
  readonly #place: string
  readonly #ticks: Ticks
  #seen: { readonly at: number; readonly steady: number } | null = null

  constructor(device: string, ticks: Ticks = machine) {
    this.#place = `anchor:${device}`
    this.#ticks = ticks
  }

  /** The present instant; what is seen of it moves the anchor on. */
  async now(): Promise<number> {
    const anchor = await this.#anchor()
    const at = this.#latest(anchor)
    if (anchor !== null && at > anchor.at) await this.#keep({ ...anchor, at })
    return at
  }

  /**
   * Take the bureau's newest word. The anchor stays where it is unless it stands behind the end of
   * what the bureau has just granted: then the clock of this phone had been ahead.
   */
  async follow(term: Term): Promise<void> {
    const anchor = await this.#anchor()
    if (anchor !== null && term.issuedAt <= anchor.term.issuedAt) return
    const seen = anchor?.at ?? 0
    const wasAhead = seen >= term.expiresAt
    if (wasAhead) this.#seen = null
    await this.#keep({ term, at: wasAhead ? term.issuedAt : Math.max(seen, term.issuedAt) })
  }

  /** Whether this phone has been without contact for so long that it shows nothing any more. */
  async isDark(): Promise<boolean> {
    const anchor = await this.#anchor()
    const at = this.#latest(anchor)
    if (anchor === null || at < anchor.term.darkAt) return false
    // Before anybody sees it: else who turned the clock back at once would find it light again.
    if (at > anchor.at) await this.#keepIfRoom({ ...anchor, at })
    return true
  }

  #latest(anchor: Anchor | null): number {
    const { wall, steady } = { wall: this.#ticks.wall(), steady: this.#ticks.steady() }
    const gone = this.#seen === null ? 0 : this.#seen.at + steady - this.#seen.steady
    const at = Math.max(wall, anchor?.at ?? 0, gone)
    this.#seen = { at, steady }
    return at
  }

  async #anchor(): Promise<Anchor | null> {
    const kept = await readSealed(this.#place)
    return isAnchor(kept) ? kept : null
  }

  /** Dark it is without room too; the next look keeps it. */
  async #keepIfRoom(anchor: Anchor): Promise<void> {
    try {
      await this.#keep(anchor)
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
    }
  }

  #keep(anchor: Anchor): Promise<void> {
    return keepSealed(this.#place, anchor)
  }
}

const times = new Map<string, TrustedTime>()

/** The time of a device: one for the whole page, as running time counts from what was seen. */
export function timeOf(device: string): TrustedTime {
  const time = times.get(device) ?? new TrustedTime(device)
  times.set(device, time)
  return time
}

function isAnchor(value: unknown): value is Anchor {
  return typeof value === 'object' && value !== null && 'term' in value && 'at' in value
}
