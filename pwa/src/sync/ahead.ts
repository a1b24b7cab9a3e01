/** The next question, asked while the last chunks or the commit of an answer are on their way. */
import type { Answer } from '@/core/http'
import { nowAt, type Desk } from '@/sync/desk'
import { isPromise } from '@/sync/pause'
import type { WireSyncRequest } from '@/sync/wire.gen'

export interface Heard {
  readonly answer: Answer<unknown>
  /** When it came. */
  readonly at: number
}

/**
 * Whatever happens before its turn comes, the answer counts only if the very same is still to be
 * asked; else it is as if it had been lost on its way, and it is asked again. A refusal counts in
 * any case: who is asked for patience has it with every question, and nobody asks two at once.
 */
export class Ahead {
  #begun: { readonly request: WireSyncRequest; readonly heard: Promise<Heard> } | null = null

  /** Resolves when the question is under way, which takes a while: a long queue is packed first. */
  begin(desk: Desk, request: WireSyncRequest): Promise<unknown> {
    return new Promise<unknown>((leaving) => {
      const heard = ask(desk, request, () => leaving(null))
      this.#begun = { request, heard }
      // Who takes it hears of a failure; nobody else needs to.
      heard.then(leaving, leaving)
    })
  }

  /**
   * The answer to this question, whether it was asked before or is asked now. `meanwhile` is called
   * when it is under way.
   */
  async take(desk: Desk, request: WireSyncRequest, meanwhile: () => void): Promise<Heard> {
    const begun = this.#begun
    this.#begun = null
    if (begun === null) return ask(desk, request, meanwhile)
    const isMeant = isSame(begun.request, request)
    meanwhile()
    const heard = await begun.heard
    return isMeant || !heard.answer.ok ? heard : ask(desk, request)
  }
}

/** What has a digest by now may have been asked without: then nothing was compared, that is all. */
function isSame(asked: WireSyncRequest, request: WireSyncRequest): boolean {
  const isCompared = asked.digest === undefined || asked.digest === request.digest
  return isCompared && withoutDigest(asked) === withoutDigest(request)
}

function withoutDigest(request: WireSyncRequest): string {
  return JSON.stringify(request, (key, value: unknown) => (key === 'digest' ? undefined : value))
}

async function ask(desk: Desk, request: WireSyncRequest, leaving?: () => void): Promise<Heard> {
  const path = desk.pace.isPromised ? '/api/sync?promised' : '/api/sync'
  const answer = await desk.http('POST', path, request, leaving)
  desk.pace.isPromised = !answer.ok && isPromise(answer)
  return { answer, at: nowAt(desk) }
}
