/** Phones of one person around a bureau, with a network that can fail in every known way. */
import { createHash } from 'node:crypto'
import type { Answer, Body, Carry, Parcel, Refused, Request } from '@/core/http'
import { openClient, type Client } from '@/sync/client'
import type { IssueWish } from '@/sync/issuing'
import { Bureau, RECEIPT_KEY, SeqReused, type AskedSync } from '@/sync/testing/bureau'
import { Uploads, type Reply } from '@/sync/testing/uploads'
import type { Channel, Events, World } from '@/sync/world'

export type Fault =
  | 'ok'
  | 'drop request'
  | 'drop response'
  | 'duplicate'
  /** Half of what was sent arrives; of JSON nothing. */
  | 'cut'
  /** Bytes change on the way. */
  | 'spoil'
  | 401
  | 403
  | 413
  | 429
  | 503

const UNREACHED = { ok: false, kind: 'network' } as const
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
  /** Whether this bureau speaks tus; one of version 1 does not. */
  takesPieces = true
  readonly uploads = new Uploads(
    (sha256) => this.bureau.blobs.has(sha256),
    (sha256, bytes) => this.#keep(sha256, new Uint8Array(bytes)),
  )
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
      carry: this.carry,
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
    const fault = await this.#fault()
    if (fault === 'drop request' || fault === 'cut') return UNREACHED
    if (typeof fault === 'number') return refusal(fault, this.retryAfter)

    const text = body instanceof Blob ? '' : JSON.stringify(body)
    if (text.length > this.largest) return refusal(413, null)
    if (fault === 'duplicate') await this.#answer(method, path, body)
    const answer = await this.#answer(method, path, body)
    const answered = JSON.stringify(answer.ok ? answer.value : answer).length
    this.requests.push({ path, bytes: text.length, answer: answered, body: text })
    return fault === 'drop response' ? UNREACHED : answer
  }

  readonly carry: Carry = async (parcel) => {
    const fault = await this.#fault()
    if (fault === 'drop request') return UNREACHED
    if (typeof fault === 'number') return refusal(fault, this.retryAfter)
    if (!this.takesPieces) return refusal(404, null)

    if (fault === 'duplicate') await this.uploads.answer(parcel)
    const reply = await this.uploads.answer(await onTheWay(parcel, fault))
    this.requests.push({ path: parcel.path, bytes: parcel.body?.size ?? 0, answer: 0, body: '' })
    return fault === 'drop response' || fault === 'cut' ? UNREACHED : delivered(reply)
  }

  async #fault(): Promise<Fault> {
    const fault = this.faults.shift() ?? 'ok'
    await Promise.resolve()
    return this.online ? fault : 'drop request'
  }

  async #answer(method: string, path: string, body?: Body): Promise<Answer<unknown>> {
    if (path === '/api/sync') return this.#sync(JSON.parse(JSON.stringify(body)) as AskedSync)
    if (path === '/api/blobs/have') {
      const { sha256 } = body as { sha256: string[] }
      return accepted({ have: sha256.filter((sha) => this.bureau.blobs.has(sha)) })
    }
    const sha256 = path.split('/').at(-1) ?? ''
    if (method !== 'PUT' || !(body instanceof Blob)) return refusal(404, null)
    const status = this.#keep(sha256, new Uint8Array(await body.arrayBuffer()))
    return status === 200 ? accepted(null) : refusal(status, null)
  }

  #sync(asked: AskedSync): Answer<unknown> {
    try {
      return accepted(JSON.parse(JSON.stringify(this.bureau.sync(asked))))
    } catch (error) {
      if (error instanceof SeqReused) return refusal(409, null)
      throw error
    }
  }

  #keep(sha256: string, bytes: Uint8Array): number {
    if (!this.bureau.declared.has(sha256)) return 403
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) return 422
    if (bytes[0] === 0) return 415
    this.bureau.blobs.set(sha256, bytes)
    return 200
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

async function onTheWay(parcel: Parcel, fault: Fault): Promise<Parcel> {
  if (parcel.body === undefined) return parcel
  if (fault === 'cut') return { ...parcel, body: parcel.body.slice(0, parcel.body.size / 2) }
  if (fault !== 'spoil') return parcel
  const bytes = new Uint8Array(await parcel.body.arrayBuffer())
  return { ...parcel, body: new Blob([bytes.map((byte) => byte ^ 1)]) }
}

function delivered({ status, headers, code }: Reply): Awaited<ReturnType<Carry>> {
  if (status < 400) return { ok: true, status, header: (name) => headers[name] ?? null }
  const answer = refusal(status, null)
  return code === undefined ? answer : { ...answer, problem: { ...answer.problem, code } }
}

function accepted(value: unknown): Answer<unknown> {
  return { ok: true, value, status: 200 }
}

function refusal(status: number, retryAfter: number | null): Refused {
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
