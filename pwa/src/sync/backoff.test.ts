import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Client } from '@/sync/client'
import { note, Office } from '@/sync/testing/office'
import type { Events } from '@/sync/world'

type Step =
  | { kind: 'refuse'; status: 429 | 503; seconds: number }
  | { kind: 'wish'; seconds: number }
  | { kind: 'wait'; seconds: number }
  | { kind: 'tap' | 'issue' | 'restart' | 'second tab' | 'network' | 'look' | 'deaf' | 'fail' }

const seconds = fc.integer({ min: 1, max: 300 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('refuse' as const),
    status: fc.constantFrom(429 as const, 503 as const),
    seconds,
  }),
  fc.record({ kind: fc.constant('wish' as const), seconds }),
  fc.record({ kind: fc.constant('wait' as const), seconds }),
  fc.record({
    kind: fc.constantFrom(
      ...(['tap', 'issue', 'restart', 'second tab', 'network', 'look', 'deaf', 'fail'] as const),
    ),
  }),
)

/** One phone with any number of tabs; notes each time that the bureau named. */
class Run {
  readonly office = new Office()
  readonly tabs: { client: Client; events: Events }[] = []
  /** Until when the bureau wished to be left alone, as of each moment. */
  #namedMs = 0
  #watched = 0
  #notes = 0
  waited = 0

  async open(): Promise<void> {
    let events: Events | undefined
    const client = await this.office.phone((given) => (events = given))
    if (events) this.tabs.push({ client, events })
    await client.syncNow()
  }

  async do(step: Step): Promise<void> {
    const { office } = this
    const tab = this.tabs[this.#notes % this.tabs.length]
    if (!tab) return
    office.bureau.retryAfter = 0
    office.faults = []
    if (step.kind === 'wait') office.bureau.now += step.seconds * 1000
    else if (step.kind === 'deaf') office.deaf = !office.deaf
    else if (step.kind === 'second tab') await this.open()
    else if (step.kind === 'restart') await this.restart()
    else if (step.kind === 'issue') await tab.client.issue(note(`n${(this.#notes += 1)}`, 'x'))
    else await this.ask(step, tab)
    // What was set off in the background ends before the next step.
    for (const { client } of this.tabs) await client.syncNow()
    this.check()
  }

  async ask(step: Step, { client, events }: { client: Client; events: Events }): Promise<void> {
    const { office } = this
    if (step.kind === 'refuse') {
      office.faults = [step.status]
      office.retryAfter = step.seconds
    }
    if (step.kind === 'wish') office.bureau.retryAfter = step.seconds
    if (step.kind === 'fail') office.faults = ['drop request']
    if (step.kind === 'network') events.online()
    if (step.kind === 'look') events.visible()
    await client.syncNow()
  }

  async restart(): Promise<void> {
    for (const { client } of this.tabs.splice(0)) client.close()
    await this.open()
  }

  check(): void {
    for (const { at, named } of this.office.requests.slice(this.#watched)) {
      expect(at).toBeGreaterThanOrEqual(this.#namedMs)
      if (named !== null) this.#namedMs = Math.max(this.#namedMs, at + named * 1000)
    }
    this.#watched = this.office.requests.length
    if (this.office.bureau.now < this.#namedMs) this.waited += 1
  }
}

test('no request is sent before the time that the bureau named, whatever happens', async () => {
  let waited = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 30 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (steps, chance) => {
        const run = new Run()
        run.office.chance = chance
        await run.open()
        for (const one of steps) await run.do(one)
        waited += run.waited
        run.office.closePhones()
      },
    ),
    { numRuns: Number(process.env['SYNC_RUNS'] ?? 60) },
  )
  // The property would hold of a phone that nobody ever asked to wait.
  expect(waited).toBeGreaterThan(50)
}, 120_000)
