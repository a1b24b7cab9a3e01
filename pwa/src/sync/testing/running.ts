/** One run of the property: a phone, its bureau, what befalls them, and the oracle of both. */
import { expect } from 'vitest'
import type { Client } from '@/sync/client'
import { evict, spoilEntry } from '@/sync/testing/database'
import { note, Office, type Fault } from '@/sync/testing/office'
import { isPutAside } from '@/sync/testing/phones'

type Deed =
  | {
      kind: 'issue'
      entity: number
      refused: boolean
      later: number
      photo: boolean
      huge: boolean
    }
  | { kind: 'sync' }
  | { kind: 'crash' }
  | { kind: 'crash in flight' }
  | { kind: 'second tab' }
  | { kind: 'two tabs at once' }
  | { kind: 'evict'; marker: boolean; announced: number }
  | { kind: 'spoil an entry' }
type Event =
  | { kind: 'office changes'; entity: number; scopes: string[] }
  | { kind: 'slip'; entity: number; scope: string; lost: boolean; late: boolean }
  | { kind: 'scopes'; scopes: string[] }
  | { kind: 'limit'; limit: number }
  | { kind: 'snapshots'; from: number }
  | { kind: 'faults'; faults: Fault[] }
  | { kind: 'restore'; turnsEpoch: boolean }
  | { kind: 'forget the device' }
  | { kind: 'backup' }
  | { kind: 'horizon' }
export type Step = Deed | Event

/** Longer requests are refused; a huge command is longer than that alone. */
const LARGEST = 6000

export class Run {
  readonly office = new Office()
  client!: Client
  /** What the store of the phone must hold, in order. */
  #made: string[] = []
  #forgotten = false
  #photos = 0
  #vers = 100

  async begin(): Promise<void> {
    this.office.largest = LARGEST
    this.office.retryAfter = 20
    this.client = await this.office.phone()
  }

  async do(step: Step): Promise<void> {
    if (step.kind === 'issue') await this.#issue(step)
    else if (step.kind === 'sync') await this.client.syncNow()
    else if (step.kind === 'evict') await this.#evict(step)
    else if (step.kind === 'spoil an entry') await this.#spoilEntry()
    else if (step.kind === 'crash') await this.#restart()
    else if (step.kind === 'crash in flight') await this.#crashInFlight()
    else if (step.kind === 'second tab') await this.#openSecondTab(false)
    else if (step.kind === 'two tabs at once') await this.#openSecondTab(true)
    else this.#befall(step)
  }

  #befall(step: Event): void {
    const { bureau } = this.office
    if (step.kind === 'office changes') this.#change(step.entity, step.scopes)
    else if (step.kind === 'slip') this.#slip(step)
    else if (step.kind === 'scopes') bureau.scopes = step.scopes
    else if (step.kind === 'limit') bureau.limit = step.limit
    else if (step.kind === 'snapshots') bureau.snapshotFrom = step.from
    else if (step.kind === 'faults') this.office.faults = [...step.faults]
    else if (step.kind === 'backup') bureau.keep()
    else if (step.kind === 'horizon') this.#forgetRemovals()
    else this.#goBack(step)
  }

  #goBack(step: Extract<Event, { kind: 'restore' | 'forget the device' }>): void {
    const { bureau } = this.office
    this.#forgotten = true
    if (step.kind === 'restore') bureau.restore(step.turnsEpoch)
    else bureau.forget(this.client.device)
    bureau.count(step.kind === 'restore' && !step.turnsEpoch ? 'restore unnoticed' : step.kind)
  }

  #change(entity: number, scopes: string[]): void {
    const row = { id: `n${entity}`, ver: (this.#vers += 1), text: 'office' }
    this.office.bureau.put('note', row, scopes)
  }

  #slip({ entity, scope, lost, late }: Event & { kind: 'slip' }): void {
    const { bureau } = this.office
    if (late) this.#changeBeforeRepair(scope)
    const row = { id: `n${entity}`, ver: (this.#vers += 1), text: 'slipped' }
    // One row is the same in all its scopes; a row may be lost from one of them alone.
    const scopes = lost ? [scope] : [...bureau.feeds.keys()]
    for (const one of scopes)
      if (bureau.feed(one).slip('note', row.id, lost ? null : row)) bureau.count('slip')
  }

  #forgetRemovals(): void {
    for (const feed of this.office.bureau.feeds.values()) feed.forgetRemovals()
  }

  #changeBeforeRepair(scope: string): void {
    const { office } = this
    office.onArrival = (path) => {
      if (!path.endsWith('/repair')) return
      office.onArrival = () => undefined
      this.#change(0, [scope])
    }
  }

  async #crashInFlight(): Promise<void> {
    const flight = this.client.syncNow()
    await Promise.resolve()
    await this.#restart()
    await flight
  }

  async #openSecondTab(atOnce: boolean): Promise<void> {
    const tab = await this.office.phone()
    await Promise.all([tab.syncNow(), ...(atOnce ? [this.client.syncNow()] : [])])
    tab.close()
  }

  async #evict({ marker, announced }: Deed & { kind: 'evict' }): Promise<void> {
    const { office, client } = this
    await client.syncNow()
    client.close()
    await evict(office.person)
    if (marker) office.markers.clear()
    const { heads } = office.bureau
    const head = client.made() + announced
    if (announced > 0) heads.set(client.device, Math.max(heads.get(client.device) ?? 0, head))
    office.bureau.count(marker ? 'evict all' : 'evict')
    this.#made = []
    this.client = await office.phone()
  }

  async #spoilEntry(): Promise<void> {
    const { office } = this
    const waiting = this.client.outbox().find(({ state }) => state === 'waiting')
    if (!waiting) return
    this.client.close()
    await spoilEntry(office.person, waiting.seq)
    office.bureau.count('spoil an entry')
    this.client = await office.phone()
  }

  async #restart(): Promise<void> {
    this.client.close()
    this.client = await this.office.phone()
  }

  async #issue(step: Deed & { kind: 'issue' }): Promise<void> {
    const blobs: string[] = []
    if (step.photo) {
      const added = await this.client.addBlob(new Uint8Array([1, (this.#photos += 1)]), 'image/png')
      if (added.ok) blobs.push(added.value)
    }
    const text = step.huge ? 'x'.repeat(LARGEST) : 'phone'
    const args = { text, times: step.later, scopes: ['town:1', 'officer:o'] }
    const name = step.refused ? 'note.refused' : 'note.add'
    const title = `${this.#vers}-${this.#made.length}`
    const issued = await this.client.issue(note(`n${step.entity}`, title, { args, name, blobs }))
    expect(issued.ok).toBe(true)
    this.#made.push(title)
  }

  /** The oracle of every step: nothing leaves the queue that the bureau does not hold. */
  checkNothingLost(): void {
    const book = this.office.bureau.ledger.get(this.client.device) ?? []
    const entries = this.client.outbox()
    expect(entries.map(({ title }) => title)).toEqual(this.#made)
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, n) => n + 1))
    if (this.#forgotten) return
    for (const { seq, hash, state, result } of entries) {
      const isUnderWay = state === 'waiting' || state === 'sent'
      // What could not be read back here is at the bureau under a hash that is no longer known.
      if (!isUnderWay && result?.receipt) expect(book[seq - 1]?.hash).toBe(hash)
    }
  }

  /** The network and the bureau are well again. */
  async heal(): Promise<void> {
    this.office.faults = []
    // A command may ask for several tries, and each try takes a contact of its own.
    for (let n = 0; n < 4 || (n < 60 && this.client.status().waiting > 0); n += 1) {
      // More than the hour for which a scope is left alone.
      this.office.bureau.now += 70 * 60_000
      await this.client.syncNow()
    }
  }

  async checkHealed(): Promise<void> {
    const { bureau } = this.office
    expect(this.client.status()).toMatchObject({ phase: 'idle', waiting: 0, photosLeft: 0 })
    expect(this.client.status().confirmedAt).toBe(bureau.now)
    for (const { id } of this.client.outbox())
      expect(isPutAside(bureau, id) ? 1 : bureau.effects.get(id)).toBe(1)
    for (const times of bureau.effects.values()) expect(times).toBe(1)
    this.#checkReplica()
    await this.#restart()
    this.#checkReplica()
    await this.client.syncNow()
    this.#checkReplica()
  }

  #checkReplica(): void {
    const { bureau } = this.office
    for (const table of ['note', 'review']) {
      const expected = new Map<string, unknown>()
      for (const scope of [...bureau.scopes, `device:${this.client.device}`]) {
        for (const line of bureau.feed(scope).rows()) {
          if (line.table === table) expected.set(line.id, line.row)
        }
      }
      const held = this.client.replica.table(table).all()
      expect(Object.fromEntries(held.map((row) => [row.id, row]))).toEqual(
        Object.fromEntries(expected),
      )
    }
  }
}
