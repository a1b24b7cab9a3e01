/**
 * A phone of a trace (tests/simulation/recording.py) lived again by this core over its real store.
 *
 * Compared is contact by contact, not cycle by cycle: when to ask again, and how patient to be, is
 * each client's own affair. Left out of requests are `app`, `snapshots` and `limit`, which say what
 * a client is and wishes. The calendar stands still for what may be forgotten, since the reference
 * client forgets only what a backup holds.
 */
import { createHash } from 'node:crypto'
import { expect, vi } from 'vitest'
import type { Contacted } from '@/sync/contact'
import type { Note } from '@/sync/notes'
import type { Row } from '@/sync/protocol'
import { keyFrom, unsigned, type PhoneKeys } from '@/sync/testing/signatures'
import { evict } from '@/sync/testing/database'
import { ReplayedTab, summaryOf, worldWith, type Place, type Summary } from '@/sync/testing/tab'

type Json = Readonly<Record<string, unknown>>
type Names = readonly string[]
/**
 * What the reference client knew. Which scopes it thinks wrong, it remembers over contacts; doubtful
 * are notes of which two scopes came to hold different versions, where this core keeps one row.
 */
type State = Summary & { readonly suspect: Names; readonly doubtful: Names }

interface Wish {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly entity: string
  readonly args: Json
}

interface Heard {
  readonly acked: number
  readonly forged: number
  readonly more: boolean
}

export type Input =
  | { do: 'issue'; at: number; wish: Wish; body: string | null }
  | { do: 'ask'; tab: number; asked: Json }
  | {
      do: 'hear'
      tab: number
      at: number
      answer: string | null
      then: Heard | null
      state: State
    }
  | { do: 'load'; tab: number; came: Came; awaited: Names; state: State }
  | { do: 'repair'; asked: Json; answer: string | null; state: State }
  | { do: 'close' }
  | { do: 'evict'; state: State }

/** The chunks that reached a phone, by name, as far as they came; null where one was gone. */
type Came = Readonly<Record<string, string | null>>
type Load = Extract<Input, { do: 'load' }>
type Issue = Extract<Input, { do: 'issue' }>
type Hear = Extract<Input, { do: 'hear' }>
type Repair = Extract<Input, { do: 'repair' }>

export interface RecordedPhone {
  readonly device: string
  readonly events: readonly Input[]
  readonly rows: Readonly<Record<string, readonly Row[]>>
}

export interface Trace {
  readonly seed: number
  readonly key: JsonWebKey
  readonly phone_keys: PhoneKeys
  readonly struck: Readonly<Record<string, number>>
  readonly phones: readonly RecordedPhone[]
}

let persons = 0

export class Replay {
  readonly #phone: RecordedPhone
  readonly #place: Place
  readonly #tabs = new Map<number, ReplayedTab>()
  /** The tab that is used now; one that was left with a question open is frozen. */
  #current = 0
  #heard: Promise<void> = Promise.resolve()
  #suspect: Names = []
  /** The chunks that the reference client has: what it does not ask for, this core may still lack. */
  readonly #chunks = new Map<string, Uint8Array<ArrayBuffer>>()

  readonly #keys: PhoneKeys

  constructor(phone: RecordedPhone, { key, phone_keys }: Pick<Trace, 'key' | 'phone_keys'>) {
    const person = `replayed-${(persons += 1)}`
    this.#phone = phone
    this.#keys = phone_keys
    this.#place = {
      keyOf: (device) => keyFrom(phone_keys, device),
      ...{ person, device: phone.device, key, now: 0, nextId: '' },
      world: worldWith(new Map()),
      tell: (from, note) => this.#tell(from, note),
    }
  }

  /** Live through everything that the phone of the trace went through. */
  async live(): Promise<void> {
    for (const [n, input] of this.#phone.events.entries()) {
      try {
        await this.#do(input)
      } catch (error) {
        throw new Error(`input ${n}, ${input.do}`, { cause: error })
      }
    }
  }

  /** What the phone holds at the end. */
  async checkRows(): Promise<void> {
    const tab = await ReplayedTab.open(this.#place)
    for (const [table, rows] of Object.entries(this.#phone.rows)) {
      const held = [...tab.mirror.replica.table(table).all()]
      expect(held.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(rows)
    }
    tab.close()
  }

  close(): void {
    for (const tab of this.#tabs.values()) tab.close()
  }

  async #do(input: Input): Promise<void> {
    if (input.do === 'issue') await this.#issue(input)
    else if (input.do === 'ask') await this.#ask(input.tab, input.asked)
    else if (input.do === 'hear') await this.#hear(input)
    else if (input.do === 'load') await this.#load(input)
    else if (input.do === 'repair') await this.#repair(input)
    else if (input.do === 'close') this.#closeCurrent()
    else await this.#evict(input.state)
  }

  async #issue({ at, wish, body }: Issue): Promise<void> {
    Object.assign(this.#place, { now: at, nextId: wish.id })
    const { name, version, entity, args } = wish
    const previews = [{ tbl: 'note', id: entity, row: { text: wish.id } }]
    const tab = await this.#tab(this.#current)
    const full = body === null ? vi.spyOn(IDBObjectStore.prototype, 'put') : null
    full?.mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError')
    })
    const issued = await tab.issue({ name, version, entity, args, previews, title: '' })
    full?.mockRestore()
    if (body === null) expect(issued).toEqual({ ok: false, reason: 'full' })
    else expect(issued).toMatchObject({ ok: true, entry: { body } })
  }

  async #ask(number: number, asked: Json): Promise<void> {
    this.#current = number
    const tab = await this.#tab(number)
    const left = asked['digest'] === null ? [...OWN_FIELDS, 'digest'] : OWN_FIELDS
    const sent = (await tab.ask()) as Json
    expect(without(unsigned(sent, this.#keys), left)).toEqual(
      without(unsigned(asked, this.#keys), left),
    )
  }

  async #hear({ tab: number, at, answer, then, state }: Hear): Promise<void> {
    Object.assign(this.#place, { now: at, nextId: state.device })
    const tab = this.#tabs.get(number)
    // The browser killed the tab when it deleted the store.
    if (tab) this.#checkHeard(await tab.hear(answer), then, state.suspect)
    if (tab && number !== this.#current) this.#drop(number)
    await this.#check(state)
  }

  #checkHeard(contacted: Contacted | null, then: Heard | null, suspect: Names): void {
    if (then === null) {
      expect(contacted?.ok ?? false).toBe(false)
      return
    }
    // It then asks again as another device, as the reference client does.
    if (contacted?.ok === false && contacted.parted) return
    if (!contacted?.ok) throw new Error('the answer was not taken over')
    const { acked, forged, more, wrong } = contacted.contact
    expect({ acked, forged, more }).toEqual(pick(then))
    const fresh = suspect.filter((scope) => !this.#suspect.includes(scope))
    expect(suspect).toEqual(expect.arrayContaining([...wrong]))
    expect(wrong).toEqual(expect.arrayContaining([...fresh]))
  }

  async #load({ tab: number, came, awaited, state }: Load): Promise<void> {
    const tab = await this.#tab(number)
    const asked = await tab.load((name) => this.#chunk(came, name))
    expect(new Set(asked).size, 'a chunk is asked for once').toBe(asked.length)
    expect(asked).toEqual(expect.arrayContaining(Object.keys(came)))
    expect([...tab.mirror.staging.awaited.keys()].sort()).toEqual(awaited)
    await this.#check(state)
  }

  /** What a chunk's door answers: its bytes, null where it is gone, undefined where nothing comes. */
  #chunk(came: Came, name: string): Uint8Array<ArrayBuffer> | null | undefined {
    const known = this.#chunks.get(name)
    const text = came[name]
    if (text === undefined) return known
    if (text === null) return null
    const bytes = new Uint8Array(Buffer.from(text, 'base64'))
    if (shaOf(bytes) === name) this.#chunks.set(name, bytes)
    return bytes
  }

  async #repair({ asked, answer, state }: Repair): Promise<void> {
    const tab = await this.#tab(this.#current)
    const scope = String(asked['scope'])
    const { buckets, ...rest } = asked
    const sent = await tab.mend(scope, answer)
    expect(sent).toMatchObject(buckets === null ? rest : asked)
    await this.#check(state)
  }

  #closeCurrent(): void {
    this.#drop(this.#current)
    this.#current += 1
  }

  async #evict(state: State): Promise<void> {
    for (const number of this.#tabs.keys()) this.#drop(number)
    await evict(this.#place.person)
    this.#chunks.clear()
    this.#current += 1
    await this.#tab(this.#current)
    await this.#check(state)
  }

  async #check(state: State): Promise<void> {
    await this.#heard
    const { suspect, doubtful, ...expected } = state
    const held = withoutSplit(await summaryOf(this.#place), expected)
    const overlaid = Object.entries(held.overlaid).map(([note, row]) => {
      return [note, doubtful.includes(note) ? null : row] as const
    })
    expect({ ...held, overlaid: Object.fromEntries(overlaid) }).toEqual(expected)
    this.#suspect = suspect
  }

  async #tab(number: number): Promise<ReplayedTab> {
    const tab = this.#tabs.get(number) ?? (await ReplayedTab.open(this.#place))
    this.#tabs.set(number, tab)
    return tab
  }

  #drop(number: number): void {
    this.#tabs.get(number)?.close()
    this.#tabs.delete(number)
  }

  /** A frozen tab hears nothing; the one that is used now hears the others. */
  #tell(from: ReplayedTab, note: Note): void {
    const current = this.#tabs.get(this.#current)
    if (current === undefined || current === from || note.kind !== 'commit') return
    this.#heard = this.#heard.then(() => current.mirror.hear(note))
  }
}

/** What a client is and wishes. */
const OWN_FIELDS = ['app', 'snapshots', 'chunks', 'limit']

function without(asked: unknown, left: readonly string[]): Json {
  return Object.fromEntries(Object.entries(asked as Json).filter(([name]) => !left.includes(name)))
}

/** Digests that the trace leaves out, as the one row of several scopes had split there. */
function withoutSplit(held: Summary, { scopes: expected }: Summary): Summary {
  const scopes = Object.entries(held.scopes).map(([scope, [seq, tag, rows, digest]]) => {
    const isSplit = expected[scope]?.[3] === null
    return [scope, [seq, tag, rows, isSplit ? null : digest] as const] as const
  })
  return { ...held, scopes: Object.fromEntries(scopes) }
}

function shaOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function pick({ acked, forged, more }: Heard) {
  return { acked, forged, more }
}
