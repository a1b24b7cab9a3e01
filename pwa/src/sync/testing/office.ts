/** Phones of one person around a bureau, with a network that can fail in every known way. */
import { createHash } from 'node:crypto'
import type { Answer, Body, Request } from '@/core/http'
import { openClient, type Client } from '@/sync/client'
import type { IssueWish } from '@/sync/issuing'
import { Bureau, RECEIPT_KEY, SeqReused, type AskedSync } from '@/sync/testing/bureau'
import type { Channel, Events, World } from '@/sync/world'

export type Fault =
  'ok' | 'drop request' | 'drop response' | 'duplicate' | 401 | 403 | 413 | 429 | 503

let persons = 0

export class Office {
  readonly bureau = new Bureau()
  readonly person = `person-${(persons += 1)}`
  /** What happens to the next requests, first come first served. */
  faults: Fault[] = []
  online = true
  retryAfter: number | null = null
  largest = Infinity
  /** Whether tabs miss what others tell them, as frozen ones do. */
  deaf = false
  device = 'd1'
  readonly requests: { path: string; bytes: number; answer: number; body: string }[] = []
  readonly #channels = new Set<(message: unknown) => void>()
  readonly #open: Client[] = []
  #ids = 0

  /** Open the app once more: a second tab, or a new start after the first was closed. */
  async phone(events?: (events: Events) => void): Promise<Client> {
    const opened = await openClient({
      personId: this.person,
      deviceId: this.device,
      receiptKey: RECEIPT_KEY,
      http: this.http,
      clock: { now: () => new Date(this.bureau.now) },
      ids: () => `id-${(this.#ids += 1)}`,
      random: () => 0.5,
      world: this.#world(events ?? (() => undefined)),
    })
    this.#open.push(opened)
    return opened
  }

  /** Close every phone that was opened, as the end of a test. */
  closePhones(): void {
    for (const phone of this.#open) phone.close()
  }

  readonly http: Request = async (method, path, body) => {
    const fault = this.faults.shift() ?? 'ok'
    await Promise.resolve()
    if (!this.online || fault === 'drop request') return { ok: false, kind: 'network' }
    if (typeof fault === 'number') return refusal(fault, this.retryAfter)

    const text = body instanceof Blob ? '' : JSON.stringify(body)
    if (text.length > this.largest) return refusal(413, null)
    if (fault === 'duplicate') await this.#answer(method, path, body)
    const answer = await this.#answer(method, path, body)
    const answered = JSON.stringify(answer.ok ? answer.value : answer).length
    this.requests.push({ path, bytes: text.length, answer: answered, body: text })
    return fault === 'drop response' ? { ok: false, kind: 'network' } : answer
  }

  async #answer(method: string, path: string, body?: Body): Promise<Answer<unknown>> {
    if (path === '/api/sync') return this.#sync(JSON.parse(JSON.stringify(body)) as AskedSync)
    if (path === '/api/blobs/have') {
      const { sha256 } = body as { sha256: string[] }
      return accepted({ have: sha256.filter((sha) => this.bureau.blobs.has(sha)) })
    }
    const sha256 = path.split('/').at(-1) ?? ''
    if (method !== 'PUT' || !(body instanceof Blob)) return refusal(404, null)
    return this.#keep(sha256, new Uint8Array(await body.arrayBuffer()))
  }

  #sync(asked: AskedSync): Answer<unknown> {
    try {
      return accepted(JSON.parse(JSON.stringify(this.bureau.sync(asked))))
    } catch (error) {
      if (error instanceof SeqReused) return refusal(409, null)
      throw error
    }
  }

  #keep(sha256: string, bytes: Uint8Array): Answer<unknown> {
    if (!this.bureau.declared.has(sha256)) return refusal(403, null)
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) return refusal(422, null)
    if (bytes[0] === 0) return refusal(422, null)
    this.bureau.blobs.set(sha256, bytes)
    return accepted(null)
  }

  #world(events: (events: Events) => void): World {
    return {
      later: () => () => undefined,
      isOnline: () => this.online,
      isVisible: () => true,
      listen: (given) => {
        events(given)
        return () => undefined
      },
      alone: (_, work) => work(false),
      channel: (_, hear) => this.#channel(hear),
    }
  }

  #channel(hear: (message: unknown) => void): Channel {
    this.#channels.add(hear)
    const others = () => [...this.#channels].filter((other) => other !== hear)
    return {
      post: (message) => {
        if (!this.deaf) for (const other of others()) other(structuredClone(message))
      },
      close: () => this.#channels.delete(hear),
    }
  }
}

/** A command of the test bureau: a note in a town. */
export function note(entity: string, text: string, more: Partial<IssueWish> = {}): IssueWish {
  return {
    name: 'note.add',
    entity,
    args: { text },
    previews: [{ tbl: 'note', id: entity, row: { text } }],
    title: text,
    ...more,
  }
}

function accepted(value: unknown): Answer<unknown> {
  return { ok: true, value, status: 200 }
}

function refusal(status: number, retryAfter: number | null): Answer<unknown> {
  const problem = { code: `${status}.00`, title: '不行', detail: `因为 ${status}` }
  return { ok: false, kind: 'refused', status, problem, retryAfter }
}

/** The texts of the notes that a phone shows, in order. */
export function textsOf(client: Client): unknown[] {
  return client.replica
    .table('note')
    .all()
    .map((row) => row['text'])
    .sort()
}
