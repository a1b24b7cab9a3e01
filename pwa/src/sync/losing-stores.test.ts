import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Client } from '@/sync/client'
import { evict } from '@/sync/testing/database'
import { Files } from '@/sync/testing/files'
import { note, Office, type Fault } from '@/sync/testing/office'
import { isPutAside } from '@/sync/testing/phones'

const RUNS = Number(process.env['SYNC_RUNS'] ?? 60)
const FAULTS = ['ok', 'drop request', 'drop response', 'duplicate', 503] as const

type Fate = 'whole' | 'none' | 'newest lost' | 'newest torn' | 'oldest lost' | 'photos torn'
type Step =
  | { kind: 'issue'; photo: boolean }
  | { kind: 'sync'; faults: Fault[] }
  | { kind: 'restart' }
  | { kind: 'lose'; fate: Fate; marker: boolean; flying: boolean }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('issue' as const), photo: fc.boolean() }),
  fc.record({
    kind: fc.constant('sync' as const),
    faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 3 }),
  }),
  fc.constant({ kind: 'restart' as const }),
  fc.record({
    kind: fc.constant('lose' as const),
    fate: fc.constantFrom<Fate>(
      ...(['whole', 'whole', 'none', 'newest lost', 'newest torn', 'oldest lost'] as const),
      'photos torn',
    ),
    marker: fc.boolean(),
    flying: fc.boolean(),
  }),
)

/** A phone whose store is lost again and again, and an own ledger of all that it called saved. */
class Phone {
  readonly office = new Office()
  readonly files = new Files()
  client!: Client
  readonly #saved: string[] = []
  readonly #photos: string[] = []
  /** Those that no copy had when the store was lost. */
  readonly #excused = new Set<string>()
  readonly seen = new Set<string>()
  #made = 0

  async open(): Promise<void> {
    this.office.files = this.files
    this.client = await this.office.phone()
  }

  async do(step: Step): Promise<void> {
    if (step.kind === 'issue') await this.#issue(step.photo)
    else if (step.kind === 'lose') await this.#lose(step)
    else if (step.kind === 'sync') {
      this.office.faults = [...step.faults]
      this.office.bureau.now += 700_000
      await this.client.syncNow()
    } else {
      this.client.close()
      await this.open()
    }
  }

  async #issue(photo: boolean): Promise<void> {
    const blobs: string[] = []
    const bytes = new Uint8Array([255, (this.#made += 1), this.#made >> 8])
    const added = photo ? await this.client.addBlob(bytes, 'image/png') : null
    if (added?.ok) blobs.push(added.value)
    const issued = await this.client.issue(note(`n${this.#made}`, `${this.#made}`, { blobs }))
    if (!issued.ok) throw new Error(issued.reason)
    this.#saved.push(issued.entry.id)
    this.#photos.push(...blobs)
  }

  async #lose({ fate, marker, flying }: Step & { kind: 'lose' }): Promise<void> {
    const flight = flying ? this.client.syncNow() : Promise.resolve()
    await Promise.resolve()
    this.client.close()
    await flight
    this.#damage(fate)
    await evict(this.office.person)
    if (marker) this.office.markers.clear()
    this.seen.add(fate)
    await this.open()
    if (this.client.outbox().length > 0) this.seen.add('given back')
  }

  #damage(fate: Fate): void {
    const { files, client } = this
    const waiting = client.outbox().filter(({ state }) => state === 'waiting' || state === 'sent')
    const missing = client.missingBlobs()
    const gone = fate === 'none' ? waiting : waiting.slice(...(NARROWED[fate] ?? [0, 0]))
    for (const { id, seq, blobs } of gone) {
      this.#excused.add(id)
      for (const sha256 of blobs) this.#excused.add(sha256)
      if (fate === 'newest torn') files.tear('queue', `${seq}-`)
      else files.lose('queue', `${seq}-`)
    }
    if (fate === 'none') files.lose('queue', '')
    if (fate !== 'none' && fate !== 'photos torn') return
    files.tear('photos', '')
    for (const sha256 of [...missing, ...waiting.flatMap(({ blobs }) => blobs)])
      this.#excused.add(sha256)
  }

  async checkAllIsThereOnce(): Promise<void> {
    const { bureau } = this.office
    this.office.faults = []
    for (let n = 0; n < 3; n += 1) {
      bureau.now += 700_000
      await this.client.syncNow()
    }
    expect(this.client.status()).toMatchObject({ waiting: 0, phase: 'idle', lastError: null })
    for (const times of bureau.effects.values()) expect(times).toBe(1)
    const isThere = (id: string) => bureau.effects.has(id) || isPutAside(bureau, id)
    const lost = this.#saved.filter((id) => !isThere(id) && !this.#excused.has(id))
    expect(lost).toEqual([])
    const unseen = this.#photos.filter((sha) => !bureau.blobs.has(sha) && !this.#excused.has(sha))
    expect(unseen).toEqual([])
    if (this.client.device !== 'd1') this.seen.add('new device')
    if (bureau.seen.has('again')) this.seen.add('again')
  }
}

const NARROWED: Partial<Record<Fate, [number, number?]>> = {
  'newest lost': [-1],
  'newest torn': [-1],
  'oldest lost': [0, 1],
}

const RARE = ['whole', 'none', 'newest torn', 'oldest lost', 'photos torn'] as const
const AFTERWARDS = ['given back', 'new device', 'again'] as const
/** What is rare may be missed by one portion of histories, not by so many. */
const MOST_PORTIONS = 8

async function live(steps: readonly Step[]): Promise<ReadonlySet<string>> {
  const phone = new Phone()
  await phone.open()
  try {
    for (const one of steps) await phone.do(one)
    await phone.checkAllIsThereOnce()
  } finally {
    phone.client.close()
  }
  return phone.seen
}

test(
  'a store that is lost at any moment loses nothing that the copy has, and doubles nothing',
  async () => {
    const unseen = new Set<string>([...RARE, ...AFTERWARDS])
    const history = fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 25 }),
      async (steps) => {
        for (const one of await live(steps)) unseen.delete(one)
      },
    )
    for (let portion = 0; portion < MOST_PORTIONS && (portion === 0 || unseen.size > 0); portion++)
      await fc.assert(history, { numRuns: RUNS })
    expect([...unseen]).toEqual([])
  },
  60_000 + RUNS * 2000,
)
