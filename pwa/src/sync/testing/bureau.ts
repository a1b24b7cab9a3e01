/** A bureau in memory, written after docs/protocol.md and not after our code. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { Feed, type FeedPage } from '@/sync/testing/feed'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

export const RECEIPT_KEY: JsonWebKey = { ...publicKey.export({ format: 'jwk' }) }

interface Command {
  seq: number
  id: string
  name: string
  entity: string
  args: { text?: string; scopes?: string[]; times?: number }
  blobs: string[]
}

interface Ledger {
  hash: string
  result: Record<string, unknown>
}

export interface AskedSync {
  device: string
  first_seq: number
  commands?: { body: string }[]
  scopes?: Record<string, [number, string]>
  announced_head?: number
}

interface Kept {
  feeds: Map<string, Feed>
  ledger: Map<string, Ledger[]>
  effects: Map<string, number>
  declared: Set<string>
  blobs: Map<string, Uint8Array>
}

/** A copy that shares nothing with the original. */
function structuredCloned(kept: Kept): Kept {
  const feeds = new Map([...kept.feeds].map(([scope, feed]) => [scope, feed.copy()]))
  const { ledger, effects, declared, blobs } = structuredClone({ ...kept, feeds: null })
  return { feeds, ledger, effects, declared, blobs }
}

export class SeqReused extends Error {}

export class Bureau {
  epoch = 'e1'
  limit = 20_000
  durableThrough = 0
  minSchema = 1
  now = Date.parse('2026-11-23T02:00:00.000Z')
  /** Signs with a key that is not the bureau's. */
  forges = false
  scopes: string[] = ['bureau', 'town:1', 'town:none', 'officer:o']
  feeds = new Map<string, Feed>()
  ledger = new Map<string, Ledger[]>()
  declared = new Set<string>()
  blobs = new Map<string, Uint8Array>()
  /** How often each command took effect: the measure of "exactly once". */
  effects = new Map<string, number>()
  #retries = new Map<string, number>()
  #restores = 0
  #backup: Kept = {
    feeds: new Map(),
    ledger: new Map(),
    effects: new Map(),
    declared: new Set(),
    blobs: new Map(),
  }

  /** Put a row into exactly these scopes. */
  put(table: string, row: { id: string; ver: number; [col: string]: unknown }, scopes: string[]) {
    const seqs: Record<string, number> = {}
    for (const scope of new Set([...this.feeds.keys(), ...scopes])) {
      const feed = this.feed(scope)
      if (scopes.includes(scope)) seqs[scope] = feed.put(table, row)
      else if (feed.has(table, row.id)) seqs[scope] = feed.remove(table, row.id)
    }
    return seqs
  }

  /** Back everything up that `restore` brings back. */
  keep(): void {
    const { feeds, ledger, effects, declared, blobs } = this
    this.#backup = structuredCloned({ feeds, ledger, effects, declared, blobs })
  }

  /** Go back to the backup, as a bureau whose disk broke; the epoch turns. */
  restore(): void {
    const { feeds, ledger, effects, declared, blobs } = structuredCloned(this.#backup)
    Object.assign(this, { feeds, ledger, effects, declared, blobs })
    this.#restores += 1
    this.epoch = `e${this.#restores + 1}`
    for (const feed of feeds.values()) feed.era = this.epoch
  }

  feed(scope: string): Feed {
    const feed = this.feeds.get(scope) ?? new Feed()
    this.feeds.set(scope, feed)
    return feed
  }

  sync(asked: AskedSync): Record<string, unknown> {
    const book = this.ledger.get(asked.device) ?? []
    this.ledger.set(asked.device, book)
    const results = this.#take(asked, book)
    const held = asked.scopes ?? {}
    const allowed = [...this.scopes, `device:${asked.device}`]
    return {
      ...{ epoch: this.epoch, server_time: new Date(this.now).toISOString() },
      expected_seq: book.length + 1,
      min_schema: this.minSchema,
      ...(this.durableThrough > 0 ? { durable_through: this.durableThrough } : {}),
      ...(results.length > 0 ? { results } : {}),
      scopes: this.#pages(allowed, held),
      removed: Object.keys(held).filter((scope) => !allowed.includes(scope)),
      some_later_field: true,
    }
  }

  #take(asked: AskedSync, book: Ledger[]): Record<string, unknown>[] {
    const results: Record<string, unknown>[] = []
    for (const [n, { body }] of (asked.commands ?? []).entries()) {
      const result = this.#one(asked.device, asked.first_seq + n, body, book)
      if (result === null) break
      results.push(result)
      if (result['status'] === 'retry') break
    }
    return results
  }

  #one(device: string, seq: number, body: string, book: Ledger[]): Record<string, unknown> | null {
    const hash = createHash('sha256').update(body).digest('hex')
    const seen = book[seq - 1]
    if (seen && seen.hash !== hash) throw new SeqReused()
    if (seen) return seen.result
    if (seq > book.length + 1) return null

    const command = JSON.parse(body) as Command
    const left = this.#retries.get(command.id) ?? command.args.times ?? 0
    this.#retries.set(command.id, left - 1)
    if (left > 0) return { seq, status: 'retry' }
    const done = this.#run(device, command)
    for (const sha256 of command.blobs) this.declared.add(sha256)
    const text = `doorstep-receipt-v1\n${this.epoch}\n${device}\n${seq}\n${hash}`
    const result = { seq, ...done, receipt: this.#sign(text), problem: null }
    book.push({ hash, result })
    return result
  }

  #run(device: string, { id, seq, name, entity, args }: Command): Record<string, unknown> {
    this.effects.set(id, (this.effects.get(id) ?? 0) + 1)
    const scopes = args.scopes ?? ['town:1']
    if (name !== 'note.refused') {
      const row = { id: entity, ver: seq, text: args.text ?? '' }
      return { status: 'applied', scope_seqs: this.put('note', row, scopes) }
    }
    const review = { id: `r-${id}`, ver: 1, seq, title: '退回' }
    return { status: 'rejected', scope_seqs: this.put('review', review, [`device:${device}`]) }
  }

  #sign(text: string): string {
    const bytes = Buffer.from(this.forges ? `${text}!` : text)
    const signature = sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })
    return signature.toString('base64url')
  }

  #pages(allowed: string[], held: Record<string, [number, string]>): Record<string, FeedPage> {
    let left = this.limit
    const pages: Record<string, FeedPage> = {}
    for (const scope of allowed) {
      const page = this.feeds.get(scope)?.page(held[scope] ?? [0, ''], left)
      if (!page) continue
      pages[scope] = page
      left -= page.count
    }
    return pages
  }
}
