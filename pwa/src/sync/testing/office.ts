/** Phones of one person around a bureau, with a network that can fail in every known way. */
import { createHash } from 'node:crypto'
import type { Answer, Body, Carry, Refusal, Request } from '@/core/http'
import { openClient, type Client } from '@/sync/client'
import type { IssueWish } from '@/sync/issuing'
import type { KeyOf } from '@/sync/signing'
import {
  accepted,
  answered,
  copied,
  delivered,
  onTheWay,
  refusal,
  UNREACHED,
  type Slip,
} from '@/sync/testing/answers'
import { Bureau } from '@/sync/testing/bureau'
import type { Files } from '@/sync/testing/files'
import { sealsFor } from '@/sync/testing/seals'
import { quickKey } from '@/sync/testing/signatures'
import { Uploads } from '@/sync/testing/uploads'
import { RECEIPT_KEY, type AskedRepair, type AskedSync } from '@/sync/testing/wire'
import type { Channel, Events, World } from '@/sync/world'

export type Fault = Slip | 401 | 403 | 413 | 429 | 503

/** One request that reached the bureau. */
interface Asked {
  path: string
  bytes: number
  answer: number
  body: string
  at: number
  /** After how many seconds the bureau wished to be asked again. */
  named: number | null
}

let persons = 0

export class Office {
  readonly bureau = new Bureau()
  readonly person = `person-${(persons += 1)}`
  /** What happens to the next requests, first come first served. */
  faults: Fault[] = []
  online = true
  retryAfter: number | null = null
  /** Of what a fault refuses; null: named after its status. */
  code: string | null = null
  /** Requests with commands may be so many characters long. */
  largest = Infinity
  /** By which key phones sign; a browser's own takes real time, by which histories would differ. */
  keyOf: KeyOf = quickKey
  /** Whether tabs miss what others tell them, as frozen ones do. */
  deaf = false
  device = 'd1'
  /** The bureau's key for unsent work, where a sign-in has told it. */
  rescueKey: JsonWebKey | null = null
  /** By which the bureau signs, as far as the sign-in told, and how often others were taken over. */
  receiptKey: JsonWebKey = RECEIPT_KEY
  taken = 0
  /** How the bureau's keys followed each other, for a phone that names others than those of the mark. */
  rolled: { mark: string | null; links: readonly object[] } = { mark: null, links: [] }
  /** Between 0 and 1, as the clients draw it. */
  chance = 0.5
  /** How much time goes by whenever a phone looks at its clock. */
  msPerLook = 0
  /** What the last opened phone waits for, and how long. */
  timer: { ms: number; run: () => void } | null = null
  /** What stands outside the database. */
  readonly markers = new Map<string, string>()
  /** Files beside the database, where this browser keeps any. */
  files: Files | null = null
  /** What happens when a request for this path has arrived, before it is answered. */
  onArrival: (path: string) => void | Promise<void> = () => undefined
  /** The same once the bureau has answered, before the phone hears it. */
  onAnswer: (path: string) => void | Promise<void> = () => undefined
  /** Whether this bureau speaks tus; one of version 1 does not. */
  takesPieces = true
  readonly uploads = new Uploads(
    (sha256) => this.bureau.blobs.has(sha256),
    (sha256, bytes) => this.#keep(sha256, new Uint8Array(bytes)),
  )
  readonly requests: Asked[] = []
  readonly #channels = new Set<(message: unknown) => void>()
  readonly #open: Client[] = []
  #ids = 0

  /** Open the app once more: a second tab, or a new start after the first was closed. */
  async phone(events?: (events: Events) => void): Promise<Client> {
    const opened = await openClient({
      personId: this.person,
      deviceId: this.device,
      ...{ receiptKey: this.receiptKey, rescueKey: this.rescueKey, taken: this.taken },
      seals: await sealsFor(this.person),
      http: this.http,
      download: this.download,
      carry: this.carry,
      clock: { now: () => new Date((this.bureau.now += this.msPerLook)) },
      ids: () => `id-${(this.#ids += 1)}`,
      random: () => this.chance,
      world: this.#world(events ?? (() => undefined)),
      keyOf: this.keyOf,
    })
    this.#open.push(opened)
    return opened
  }

  /** Close every phone that was opened, as the end of a test. */
  closePhones(): void {
    for (const phone of this.#open) phone.close()
  }

  readonly http: Request = (method, path, body, leaving) => {
    leaving?.()
    return this.#reach(method, path, body)
  }

  async #reach(...[method, path, body]: Parameters<Request>): ReturnType<Request> {
    const fault = await this.#way(path)
    if (typeof fault !== 'string') return fault
    if (fault === 'cut') return UNREACHED

    const text = body instanceof Blob ? '' : JSON.stringify(body)
    if (text.length > this.largest && text.includes('"commands"')) return refusal(413, null)
    if (fault === 'duplicate') await this.#answer(method, path, body)
    const answer = await this.#answer(method, path, body)
    const answered = JSON.stringify(answer.ok ? answer.value : answer).length
    this.#note({ path, bytes: text.length, answer: answered, body: text })
    await this.onAnswer(path)
    if (fault === 'drop response') return UNREACHED
    return fault === 'spoil' ? accepted('<html>') : answer
  }

  readonly download = async (path: string): Promise<Answer<Blob>> => {
    const fault = await this.#way(path)
    if (typeof fault !== 'string') return fault

    const [scope = '', sha256 = ''] = path.split('/').slice(-2)
    const answer = answered(() => this.bureau.chunk(decodeURIComponent(scope), sha256))
    this.#note({ path })
    if (!answer.ok) return answer
    if (fault === 'drop response' || fault === 'cut') return UNREACHED
    const bytes = answer.value.slice()
    if (fault === 'spoil') bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    return { ...answer, value: new Blob([bytes]) }
  }

  readonly carry: Carry = async (parcel) => {
    const fault = await this.#way(parcel.path)
    if (typeof fault !== 'string') return fault
    if (!this.takesPieces) return refusal(404, null)

    if (fault === 'duplicate') await this.uploads.answer(parcel)
    const reply = await this.uploads.answer(await onTheWay(parcel, fault))
    this.#note({ path: parcel.path, bytes: parcel.body?.size ?? 0 })
    return fault === 'drop response' || fault === 'cut' ? UNREACHED : delivered(reply)
  }

  /** What the next request meets on its way; a refusal that ends it, or its fault. */
  async #way(path: string): Promise<Slip | Refusal> {
    const fault = this.faults.shift() ?? 'ok'
    const isReached = this.online
    await this.onArrival(path)
    if (fault !== 'ok') this.bureau.count(String(fault))
    if (!isReached || fault === 'drop request') return UNREACHED
    if (typeof fault !== 'number') return fault
    this.#note({ path, named: this.retryAfter })
    return refusal(fault, this.retryAfter, this.code ?? undefined)
  }

  #note(asked: Partial<Asked>): void {
    const { now: at, retryAfter } = this.bureau
    const named = asked.path === '/api/sync' && retryAfter > 0 ? retryAfter : null
    this.requests.push({ path: '', bytes: 0, answer: 0, body: '', at, named, ...asked })
  }

  #synced(asked: AskedSync): Record<string, unknown> {
    const { mark, links } = this.rolled
    const isBehind = asked.keys !== undefined && mark !== null && asked.keys !== mark
    return { ...this.bureau.sync(asked), ...(isBehind && { succession: links }) }
  }

  async #answer(method: string, path: string, body?: Body): Promise<Answer<unknown>> {
    const asked: unknown = body instanceof Blob ? null : JSON.parse(JSON.stringify(body ?? null))
    if (path.split('?')[0] === '/api/sync')
      return answered(() => copied(this.#synced(asked as AskedSync)))
    if (path === '/api/sync/repair')
      return answered(() => copied(this.bureau.repair(asked as AskedRepair)))
    if (path === '/api/blobs/have') {
      const { sha256 } = asked as { sha256: string[] }
      return accepted({ have: sha256.filter((sha) => this.bureau.blobs.has(sha)) })
    }
    const sha256 = path.split('/').at(-1) ?? ''
    if (method !== 'PUT' || !(body instanceof Blob)) return refusal(404, null)
    const status = this.#keep(sha256, new Uint8Array(await body.arrayBuffer()))
    return status === 200 ? accepted(null) : refusal(status, null)
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
      later: (ms, run) => {
        this.timer = { ms, run }
        return () => undefined
      },
      isOnline: () => this.online,
      isVisible: () => true,
      listen: (given) => {
        events(given)
        return () => undefined
      },
      alone: (_, work) => work(false),
      recall: (name) => this.markers.get(name) ?? null,
      remember: (name, text) => this.markers.set(name, text).get(name) === text,
      folder: (_, name) => Promise.resolve(this.files?.folder(name) ?? null),
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

/** The texts of the notes that a phone shows, in order. */
export function textsOf(client: Client): unknown[] {
  return client.replica
    .table('note')
    .all()
    .map((row) => row['text'])
    .sort()
}
