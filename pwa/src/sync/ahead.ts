/** The next question, asked while the last chunks of a snapshot are still on their way. */
import type { Answer } from '@/core/http'
import { nowAt, type Desk } from '@/sync/desk'
import type { WireSyncRequest } from '@/sync/wire.gen'

export interface Heard {
  readonly answer: Answer<unknown>
  /** When it came. */
  readonly at: number
}

/**
 * Whatever happens before its turn comes, the answer counts only if the very same is still to be
 * asked; else it is as if it had been lost on its way, and it is asked again.
 */
export class Ahead {
  #text = ''
  #heard: Promise<Heard> | null = null

  begin(desk: Desk, request: WireSyncRequest): void {
    this.#text = JSON.stringify(request)
    this.#heard = ask(desk, request)
    // Who takes it hears of a failure; nobody else needs to.
    this.#heard.catch(() => undefined)
  }

  /** The answer to this question, whether it was asked before or is asked now. */
  async take(desk: Desk, request: WireSyncRequest): Promise<Heard> {
    const heard = this.#heard
    this.#heard = null
    const isSame = heard !== null && this.#text === JSON.stringify(request)
    return isSame ? heard : ask(desk, request)
  }
}

async function ask(desk: Desk, request: WireSyncRequest): Promise<Heard> {
  const answer = await desk.http('POST', '/api/sync', request)
  return { answer, at: nowAt(desk) }
}
