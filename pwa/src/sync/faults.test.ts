import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Client } from '@/sync/client'
import { note, Office, type Fault } from '@/sync/testing/office'

type Deed =
  | { kind: 'issue'; entity: number; refused: boolean; later: number; photo: boolean }
  | { kind: 'sync' }
  | { kind: 'crash' }
  | { kind: 'crash in flight' }
  | { kind: 'second tab' }
type Event =
  | { kind: 'office changes'; entity: number; scopes: string[] }
  | { kind: 'scopes'; scopes: string[] }
  | { kind: 'limit'; limit: number }
  | { kind: 'faults'; faults: Fault[] }
  | { kind: 'restore' }
  | { kind: 'backup' }
type Step = Deed | Event

const faults = fc.array(
  fc.constantFrom<Fault[]>(
    ...([
      'ok',
      'ok',
      'drop request',
      'drop response',
      'duplicate',
      401,
      403,
      413,
      429,
      503,
    ] as const),
  ),
  { minLength: 1, maxLength: 4 },
)
const entity = fc.integer({ min: 0, max: 5 })
const someScopes = fc.subarray(['bureau', 'town:1', 'town:none', 'officer:o'])
const issue = fc.record({
  kind: fc.constant('issue' as const),
  entity,
  refused: fc.boolean(),
  later: fc.integer({ min: 0, max: 2 }),
  photo: fc.boolean(),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: issue },
  { weight: 5, arbitrary: fc.constant({ kind: 'sync' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash in flight' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'second tab' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restore' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'backup' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('office changes' as const),
      entity,
      scopes: someScopes,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('scopes' as const), scopes: someScopes }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('limit' as const),
      limit: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('faults' as const), faults }) },
)

class Run {
  readonly office = new Office()
  client!: Client
  readonly issued = new Set<string>()
  restored = false
  #photos = 0
  #vers = 100

  async do(step: Step): Promise<void> {
    if (step.kind === 'issue') await this.issue(step)
    else if (step.kind === 'sync') await this.client.syncNow()
    else if (step.kind === 'crash') await this.restart()
    else if (step.kind === 'crash in flight') await this.crashInFlight()
    else if (step.kind === 'second tab') await this.openSecondTab()
    else this.befall(step)
  }

  befall(step: Event): void {
    const { bureau } = this.office
    switch (step.kind) {
      case 'office changes': {
        const row = { id: `n${step.entity}`, ver: (this.#vers += 1), text: 'office' }
        bureau.put('note', row, step.scopes)
        return
      }
      case 'scopes':
        bureau.scopes = step.scopes
        return
      case 'limit':
        bureau.limit = step.limit
        return
      case 'faults':
        this.office.faults = [...step.faults]
        return
      case 'backup':
        bureau.keep()
        return
      case 'restore':
        this.restored = true
        bureau.restore()
    }
  }

  async crashInFlight(): Promise<void> {
    const flight = this.client.syncNow()
    await Promise.resolve()
    await this.restart()
    await flight
  }

  async openSecondTab(): Promise<void> {
    const tab = await this.office.phone()
    await tab.syncNow()
    tab.close()
  }

  async restart(): Promise<void> {
    this.client.close()
    this.client = await this.office.phone()
  }

  async issue({ entity, refused, later, photo }: Step & { kind: 'issue' }): Promise<void> {
    const blobs: string[] = []
    if (photo) {
      const added = await this.client.addBlob(new Uint8Array([1, (this.#photos += 1)]), 'image/png')
      if (added.ok) blobs.push(added.value)
    }
    const id = `n${entity}`
    const args = { text: 'phone', times: later, scopes: ['town:1', 'officer:o'] }
    const name = refused ? 'note.refused' : 'note.add'
    const issued = await this.client.issue(note(id, 'phone', { args, name, blobs }))
    expect(issued.ok).toBe(true)
    if (issued.ok) this.issued.add(issued.entry.id)
  }

  /** The oracle of every step: nothing leaves the queue that the bureau does not hold. */
  checkNothingLost(): void {
    const book = this.office.bureau.ledger.get('d1') ?? []
    expect(this.client.outbox().map((entry) => entry.id)).toEqual([...this.issued])
    if (this.restored) return
    for (const entry of this.client.outbox()) {
      if (entry.state === 'waiting' || entry.state === 'sent') continue
      expect(book[entry.seq - 1]?.hash).toBe(entry.hash)
    }
  }

  /** The network and the bureau are well again. */
  async heal(): Promise<void> {
    this.office.faults = []
    // A command may ask for several tries, and each try takes a contact of its own.
    for (let n = 0; n < 4 || (n < 60 && this.client.status().waiting > 0); n += 1) {
      this.office.bureau.now += 10 * 60_000
      await this.client.syncNow()
    }
  }

  async checkHealed(): Promise<void> {
    const { bureau } = this.office
    expect(this.client.status()).toMatchObject({ phase: 'idle', waiting: 0, photosLeft: 0 })
    expect(this.client.status().confirmedAt).toBe(bureau.now)
    expect([...bureau.effects.keys()].sort()).toEqual([...this.issued].sort())
    for (const times of bureau.effects.values()) expect(times).toBe(1)
    for (const sha256 of bureau.declared) expect(bureau.blobs.has(sha256)).toBe(true)
    this.checkReplica()
    await this.restart()
    this.checkReplica()
  }

  checkReplica(): void {
    const { bureau } = this.office
    for (const table of ['note', 'review']) {
      const expected = new Map<string, unknown>()
      for (const scope of [...bureau.scopes, 'device:d1']) {
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

test('whatever fails, each command takes effect once, none is lost, and the replica heals', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const run = new Run()
      run.client = await run.office.phone()
      try {
        for (const one of steps) {
          await run.do(one)
          run.checkNothingLost()
        }
        await run.heal()
        await run.checkHealed()
      } finally {
        run.client.close()
      }
    }),
    { numRuns: Number(process.env['SYNC_RUNS'] ?? 60) },
  )
}, 120_000)
