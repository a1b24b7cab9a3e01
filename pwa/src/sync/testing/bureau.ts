/** A bureau in memory, written after docs/protocol.md and not after our code. */
import { createHash } from 'node:crypto'
import { cut, type Cut, type Manifest } from '@/sync/testing/cutting'
import { Feed, sumOf, type FeedPage, type TestRow } from '@/sync/testing/feed'
import { isForged } from '@/sync/testing/signatures'
import {
  isGenuine,
  receiptOf,
  Denied,
  type AskedRepair,
  type AskedSync,
  type Command,
  type Cursors,
  type Ledger,
} from '@/sync/testing/wire'

interface Kept {
  feeds: Map<string, Feed>
  ledger: Map<string, Ledger[]>
  effects: Map<string, number>
  declared: Set<string>
  blobs: Map<string, Uint8Array>
  heads: Map<string, number>
}

/** A copy that shares nothing with the original. */
function copied({ feeds, ...kept }: Kept): Kept {
  const apart = new Map([...feeds].map(([scope, feed]) => [scope, feed.copy()]))
  return { feeds: apart, ...structuredClone(kept) }
}

export class Bureau implements Kept {
  epoch = 'e1'
  limit = 20_000
  durableThrough = 0
  minSchema = 1
  retryAfter = 0
  now = Date.parse('2026-11-23T02:00:00.000Z')
  /** Signs with a key that is not the bureau's. */
  forges = false
  /** Scopes of at least so many rows come by chunks, cut at so many zero bits. */
  snapshotFrom = Infinity
  cutBits = 2
  /** A bureau put back to the time when chunks were gzip. */
  isOld = false
  scopes: string[] = ['bureau', 'town:1', 'town:none', 'officer:o']
  feeds = new Map<string, Feed>()
  ledger = new Map<string, Ledger[]>()
  declared = new Set<string>()
  blobs = new Map<string, Uint8Array>()
  /** How often each command took effect: the measure of "exactly once". */
  effects = new Map<string, number>()
  /** The highest seq heard of, by device. */
  heads = new Map<string, number>()
  /** What became of chains whose phone lost its store. */
  closed = new Map<string, { from: number; to: number }>()
  /** Devices of which there were two, and those that go on from such a one. */
  forked = new Set<string>()
  /** By which key each device must sign, where it must. */
  keys = new Map<string, JsonWebKey>()
  /** How often each rare thing happened. */
  readonly seen = new Map<string, number>()
  #cuts = new Map<string, Cut>()
  #retries = new Map<string, number>()
  #restores = 0
  #backup: Kept = copied(this)

  /** Put a row into exactly these scopes. */
  put(table: string, row: TestRow, scopes: string[]) {
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
    this.#backup = copied(this)
  }

  /** Go back to the backup, as a bureau whose disk broke; its operator may forget the epoch. */
  restore(turnsEpoch = true): void {
    const { feeds, ledger, effects, declared, blobs, heads } = copied(this.#backup)
    Object.assign(this, { feeds, ledger, effects, declared, blobs, heads })
    this.#cuts.clear()
    this.#restores += 1
    for (const feed of feeds.values()) feed.era = `r${this.#restores}-`
    if (turnsEpoch) this.#turnEpoch()
  }

  /** Lose all that is known of one device, its commands' effects included. */
  forget(device: string): void {
    for (const { id } of this.ledger.get(device) ?? []) this.effects.delete(id)
    this.ledger.delete(device)
    this.heads.delete(device)
  }

  feed(scope: string): Feed {
    const feed = this.feeds.get(scope) ?? new Feed()
    if (!this.feeds.has(scope)) feed.era = `r${this.#restores}-`
    this.feeds.set(scope, feed)
    return feed
  }

  count(what: string): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1)
  }

  sync(asked: AskedSync): Record<string, unknown> {
    const { device, scopes: held = {} } = asked
    const book = this.ledger.get(device) ?? []
    this.ledger.set(device, book)
    this.#hearOf(asked)
    this.#hearProof(asked, book)
    const results = this.#take(asked, book)
    const said = this.#rowsFor(asked, held)
    const head = Math.max(this.heads.get(device) ?? 0, book.length)
    return {
      ...{ epoch: this.epoch, server_time: new Date(this.now).toISOString() },
      ...{ expected_seq: book.length + 1, min_schema: this.minSchema },
      ...(this.durableThrough > 0 && { durable_through: this.durableThrough }),
      ...(this.retryAfter > 0 && { retry_after: this.retryAfter }),
      ...(results.length > 0 && { results }),
      ...said,
      ...(head > (asked.announced_head ?? 0) && { announced_head: head }),
      some_later_field: true,
    }
  }

  #rowsFor({ device, digest, snapshots: takes }: AskedSync, held: Cursors) {
    const allowed = [...this.scopes, `device:${device}`]
    const removed = Object.keys(held).filter((scope) => !allowed.includes(scope))
    const snapshots = takes ? this.#manifests(allowed, held) : {}
    const paged = allowed.filter((scope) => !(scope in snapshots))
    const scopes = this.#pages(paged, held)
    const isQuiet = Object.keys({ ...snapshots, ...scopes }).length + removed.length === 0
    const digests = isQuiet && digest !== undefined ? this.#digests(digest, allowed) : {}
    return { scopes, snapshots, removed, ...digests }
  }

  /** A chunk of a present snapshot, for those who may hold the scope. */
  chunk(scope: string, sha256: string): Uint8Array<ArrayBuffer> {
    const bytes = this.scopes.includes(scope) ? this.#cuts.get(scope)?.bytes.get(sha256) : undefined
    if (!bytes) throw new Denied(404)
    this.count('chunk')
    return bytes
  }

  repair({ scope, seq, tag, buckets }: AskedRepair): Record<string, unknown> {
    const feed = this.feeds.get(scope)
    if (!feed || seq !== feed.seq || feed.tags.get(seq) !== tag) {
      this.count('late repair')
      throw new Denied(409)
    }
    const ours = feed.bucketsOf()
    const differing = ours.flatMap((digest, n) => (digest === buckets[n] ? [] : [n]))
    this.count('repair')
    return { scope, seq, tag, ...feed.tally(), buckets: differing, put: feed.rowsIn(differing) }
  }

  #hearOf({ device, announced_head = 0, replaces }: AskedSync): void {
    this.heads.set(device, Math.max(this.heads.get(device) ?? 0, announced_head))
    if (replaces !== undefined && this.forked.has(replaces)) {
      this.forked.add(device)
      return
    }
    if (replaces === undefined || this.closed.has(replaces)) return
    const from = (this.ledger.get(replaces)?.length ?? 0) + 1
    this.closed.set(replaces, { from, to: this.heads.get(replaces) ?? 0 })
    this.count('device replaced')
  }

  #hearProof({ device, proof }: AskedSync, book: Ledger[]): void {
    if (!proof || proof.epoch !== this.epoch || proof.seq <= book.length) return
    if (!isGenuine({ ...proof, device }, proof.receipt)) return
    this.count('roll-back proved')
    this.#turnEpoch()
  }

  #turnEpoch(): void {
    this.epoch = `e${Number(this.epoch.slice(1)) + 1}`
  }

  #take(asked: AskedSync, book: Ledger[]): Record<string, unknown>[] {
    const results: Record<string, unknown>[] = []
    if (isForged(this.keys, asked, book.length)) {
      this.count('badly signed')
      throw new Denied(403, '403.200')
    }
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
    if (seen && seen.hash !== hash) {
      this.forked.add(device)
      this.count('fork')
      throw new Denied(409, '409.04')
    }
    if (seen) return { ...seen.result, ...(seen.epoch !== this.epoch && { epoch: seen.epoch }) }
    if (seq > book.length + 1) return null

    const command = JSON.parse(body) as Command
    const left = this.#retries.get(command.id) ?? command.args.times ?? 0
    this.#retries.set(command.id, left - 1)
    if (left > 0) return { seq, status: 'retry' }
    const done = this.#done(device, command)
    for (const sha256 of command.blobs) this.declared.add(sha256)
    const result = { seq, ...done, ...this.#receipt(device, seq, hash), problem: null }
    book.push({ id: command.id, hash, epoch: this.epoch, result })
    return result
  }

  #done(device: string, command: Command): Record<string, unknown> {
    return this.#known(device, command) ?? this.#run(device, command)
  }

  /** What two devices of a phone whose store was lost both say is taken in once. */
  #known(device: string, { id, again }: Command): Record<string, unknown> | null {
    if (!(again || this.closed.has(device) || this.forked.has(device)) || !this.effects.has(id))
      return null
    this.count('again')
    return { status: 'duplicate', scope_seqs: {} }
  }

  #run(device: string, { id, seq, name, entity, args }: Command): Record<string, unknown> {
    if (this.forked.has(device)) return this.#putAside(device, { id, seq }, 'quarantined')
    this.effects.set(id, (this.effects.get(id) ?? 0) + 1)
    const scopes = args.scopes ?? ['town:1']
    if (name === 'note.add') {
      const row = { id: entity, ver: seq, text: args.text ?? '' }
      return { status: 'applied', scope_seqs: this.put('note', row, scopes) }
    }
    if (name === 'lost') this.count(`lost ${args.reason ?? ''}`)
    return this.#putAside(device, { id, seq }, name === 'lost' ? 'quarantined' : 'rejected')
  }

  #putAside(device: string, { id, seq }: Pick<Command, 'id' | 'seq'>, status: string) {
    const review = { id: `r-${id}`, ver: 1, seq, title: '退回' }
    return { status, scope_seqs: this.put('review', review, [`device:${device}`]) }
  }

  #receipt(device: string, seq: number, hash: string): { receipt: string } {
    return { receipt: receiptOf({ epoch: this.epoch, device, seq, hash }, this.forges) }
  }

  #pages(allowed: string[], held: Cursors): Record<string, FeedPage> {
    let left = this.limit
    const pages: Record<string, FeedPage> = {}
    for (const scope of allowed) {
      const page = this.feed(scope).page(held[scope] ?? [0, ''], left)
      if (!page) continue
      pages[scope] = page
      left -= page.count
    }
    return pages
  }

  #manifests(allowed: string[], held: Cursors): Record<string, Manifest> {
    const manifests: Record<string, Manifest> = {}
    for (const scope of allowed) {
      const feed = this.feeds.get(scope)
      if (!feed || feed.startOf(held[scope] ?? [0, '']) > 0) continue
      if (feed.rows().length < this.snapshotFrom) continue
      manifests[scope] = this.#cutOf(scope, feed).manifest
      this.count('snapshot')
    }
    return manifests
  }

  /** A snapshot more than 20 % of its rows behind is made anew. */
  #cutOf(scope: string, feed: Feed): Cut {
    const known = this.#cuts.get(scope)
    if (known && feed.seq - known.manifest.seq <= known.manifest.n_rows / 5) return known
    const made = cut(feed, this.cutBits, this.isOld)
    this.#cuts.set(scope, made)
    return made
  }

  #digests(digest: string, allowed: string[]): Record<string, unknown> {
    const tallies = allowed.flatMap((scope) => {
      const feed = this.feeds.get(scope)
      return feed ? [[scope, feed.tally()] as const] : []
    })
    if (sumOf(tallies.map(([, tally]) => BigInt(`0x${tally.digest}`))) === digest) return {}
    this.count('digests differ')
    const digests = tallies.map(([scope, tally]) => [scope, [tally.n_rows, tally.digest]] as const)
    return { digests: Object.fromEntries(digests) }
  }
}
