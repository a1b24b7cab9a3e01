import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Client } from '@/sync/client'
import { hexHash } from '@/sync/hashing'
import { openDraft } from '@/sync/sealing'
import { tamper } from '@/sync/testing/database'
import { note, Office, textsOf } from '@/sync/testing/office'
import { sealsFor } from '@/sync/testing/seals'
import { failWrites, NO_ROOM } from '@/core/testing/writes'

/** One thing that a visit has the phone keep: what the screen is told, and what is really there. */
interface Step {
  save: (client: Client) => Promise<{ ok: boolean; reason?: string }>
  isThere: () => Promise<boolean>
}

const DRAFT = 'visit:v1'
const PHOTOS = [1, 2, 3].map((n) => new Uint8Array([255, n, n]))

let office: Office
/** How many more writes find room; all of them when it is not a number. */
let room: number | null
let writes: number

beforeEach(() => {
  office = new Office()
  room = null
  writes = 0
  failWrites(() => {
    writes += 1
    return room !== null && writes > room ? NO_ROOM() : null
  })
})
afterEach(() => {
  office.closePhones()
  vi.restoreAllMocks()
})

function words(n: number): Step {
  const value = { guidance: `第 ${n} 句` }
  return {
    save: (client) => client.saveDraft(DRAFT, value),
    isThere: async () => {
      const draft = await tamper(office.person, (db) => db.get('drafts', DRAFT))
      const sealing = { seals: await sealsFor(office.person), toBureau: null }
      return (draft && (await openDraft(sealing, draft)))?.json === JSON.stringify(value)
    },
  }
}

function photo(bytes: Uint8Array<ArrayBuffer>): Step {
  return {
    save: (client) => client.addBlob(bytes, 'image/jpeg'),
    isThere: () =>
      tamper(office.person, async (db) => {
        return (await db.getKey('blobs', await hexHash(bytes))) !== undefined
      }),
  }
}

function completing(blobs: readonly string[]): Step {
  return {
    save: (client) => client.issue(note('v1', '走访', { blobs, dropDraft: DRAFT })),
    isThere: () =>
      tamper(office.person, async (db) => {
        const [made, drafts] = [await db.count('outbox'), await db.count('drafts')]
        expect([made, drafts]).toEqual(made === 0 ? [0, 1] : [1, 0])
        return made === 1
      }),
  }
}

async function visit(): Promise<Step[]> {
  const blobs = await Promise.all(PHOTOS.map(hexHash))
  const written = [1, 2, 3, 4, 5].map(words)
  const taken = PHOTOS.flatMap((bytes, n) => [photo(bytes), words(10 + n)])
  return [...written, ...taken, completing(blobs)]
}

/** Do each step; where the phone is full, see that it was said and nothing is there, then free it. */
async function makeVisit(client: Client): Promise<number> {
  let refusals = 0
  for (const { save, isThere } of await visit()) {
    const saved = await save(client)
    expect(await isThere()).toBe(saved.ok)
    if (saved.ok) continue

    refusals += 1
    expect(saved.reason).toBe('full')
    room = null
    expect((await save(client)).ok).toBe(true)
    expect(await isThere()).toBe(true)
  }
  return refusals
}

async function begun(): Promise<Client> {
  const client = await office.phone()
  await client.syncNow()
  office.online = false
  writes = 0
  return client
}

async function countWrites(): Promise<[visit: number, sync: number]> {
  const client = await begun()
  await makeVisit(client)
  const made = writes
  office.online = true
  await client.syncNow()
  return [made, writes - made]
}

async function arrivedOnce(client: Client): Promise<void> {
  expect(await client.syncNow()).toMatchObject({ waiting: 0, photosLeft: 0 })
  expect(textsOf(client)).toEqual(['走访'])
  expect(office.bureau.blobs.size).toBe(PHOTOS.length)
  expect(client.made()).toBe(1)
}

test('a phone that is full at any write of a visit says so, and goes on when there is room', async () => {
  const [inVisit] = await countWrites()
  expect(inVisit).toBeGreaterThan(15)

  for (let n = 0; n < inVisit; n += 1) {
    office.closePhones()
    office = new Office()
    const client = await begun()
    room = n
    expect(await makeVisit(client)).toBe(1)
    office.online = true
    await arrivedOnce(client)
  }
})

test('a phone that is full at any write of a sync confirms nothing too early and loses nothing', async () => {
  const [, inSync] = await countWrites()
  expect(inSync).toBeGreaterThan(5)

  for (let n = 0; n < inSync; n += 1) {
    office.closePhones()
    office = new Office()
    const client = await begun()
    await makeVisit(client)
    office.online = true
    writes = 0
    room = n
    const { confirmedAt } = await client.syncNow()
    expect(confirmedAt === null || office.bureau.blobs.size === PHOTOS.length).toBe(true)

    room = null
    office.bureau.now += 3_600_000
    await arrivedOnce(client)
  }
})
