import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Request } from '@/core/http'
import type { Client } from '@/sync/client'
import { note, Office, textsOf, type Fault } from '@/sync/testing/office'

const AN_HOUR = 3_600_000
let office: Office

beforeEach(() => {
  office = new Office()
  office.bureau.snapshotFrom = 20
  for (let n = 0; n < 200; n += 1)
    office.bureau.put('note', { id: `n${n}`, ver: n, text: `n${n} ${n}` }, ['town:1'])
})

afterEach(() => {
  office.closePhones()
})

function textsAtBureau(): unknown[] {
  return office.bureau
    .feed('town:1')
    .rows()
    .map(({ row }) => row['text'])
    .sort()
}

/** Returns how many chunks the bureau has handed out since. */
function countChunks(): () => number {
  let count = 0
  const chunk = office.bureau.chunk.bind(office.bureau)
  office.bureau.chunk = (scope, sha256) => {
    count += 1
    return chunk(scope, sha256)
  }
  return () => count
}

test('the question that follows a snapshot goes out before its last chunks are here', async () => {
  const client = await office.phone()
  const answered = countChunks()
  const before: number[] = []
  office.onArrival = (path) => {
    if (path === '/api/sync') before.push(answered())
  }

  await client.syncNow()

  const chunks = office.requests.filter(({ path }) => path.includes('/snapshots/')).length
  const [first, second] = before
  expect(first).toBe(0)
  expect(second).toBeLessThan(chunks)
  expect(second).toBeGreaterThanOrEqual(chunks - 3)
  expect(textsOf(client)).toEqual(textsAtBureau())
})

test('the answer to an early question counts only while it is still what is to be asked', async () => {
  const client = await office.phone()
  let questions = 0
  office.onArrival = async (path) => {
    if (path === '/api/sync' && (questions += 1) === 2) await client.issue(note('mine', 'mine'))
  }

  await client.syncNow()

  expect(office.bureau.effects.size).toBe(1)
  expect(textsOf(client)).toEqual(textsAtBureau())
  expect(office.requests.map(({ path }) => path)).not.toContain('/api/sync/repair')
})

test('the answer to an early question counts for nothing when a chunk is then gone', async () => {
  const client = await office.phone()
  const asked: string[] = []
  office.onArrival = (path) => void asked.push(path)
  const chunk = office.bureau.chunk.bind(office.bureau)
  let isGone = false
  office.bureau.chunk = (scope, sha256) => {
    const isEarly = asked.filter((path) => path === '/api/sync').length < 2
    if (isEarly || isGone) return chunk(scope, sha256)
    isGone = true
    return chunk('town:none', sha256)
  }

  await client.syncNow()

  expect(isGone).toBe(true)
  expect(textsOf(client)).toEqual(textsAtBureau())
  const next = office.requests.filter(({ path }) => path === '/api/sync')[2]
  expect(next?.body).toContain('"scopes":{"town:1":[0,""]}')
})

test('a snapshot is there though its early question got no answer', async () => {
  const client = await office.phone()
  let questions = 0
  office.onArrival = (path) => {
    if (path === '/api/sync' && (questions += 1) === 2) office.faults = ['drop response']
  }

  await client.syncNow()
  office.bureau.now += 10 * 60_000
  await client.syncNow()

  expect(textsOf(client)).toEqual(textsAtBureau())
})

type OnSecond = (client: Client) => Promise<unknown>

/** Sync with so many commands waiting; returns how many still wait as each question arrives. */
async function waitingAtEach(queued: number, faults: Fault[] = [], onSecond?: OnSecond) {
  const client = await office.phone()
  await client.syncNow()
  office.online = false
  for (let n = 0; n < queued; n += 1) await client.issue(note(`mine${n}`, `${n}`))
  office.online = true
  office.bureau.now += AN_HOUR
  office.faults = faults
  const waiting: number[] = []
  office.onArrival = async (path) => {
    if (path !== '/api/sync') return
    waiting.push(client.status().waiting)
    if (waiting.length === 2) await onSecond?.(client)
  }
  await client.syncNow()
  return { client, waiting }
}

test('the next part of a long queue goes up before the last one is kept as answered', async () => {
  const { client, waiting } = await waitingAtEach(600)

  expect(waiting).toEqual([600, 600, 400])
  expect(textsOf(client)).toEqual(textsAtBureau())
  expect(office.bureau.effects.size).toBe(600)
})

test('the rows here are compared with the bureau once nothing of a queue follows', async () => {
  const compared: boolean[] = []
  const { http } = office
  const listening: Request = (method, path, body, leaving) => {
    if (path === '/api/sync') compared.push(JSON.stringify(body).includes('"digest"'))
    return http(method, path, body, leaving)
  }
  Object.assign(office, { http: listening })
  const { client } = await waitingAtEach(400)
  const ofQueue = compared.splice(0).slice(-2)
  await client.syncNow()

  expect(ofQueue).toEqual([false, false])
  expect(compared).toEqual([true])
})

test('receipts are not verified while the next part is still being packed', async () => {
  const told: string[] = []
  const { http } = office
  const slow: Request = async (method, path, body, leaving) => {
    told.push('packing')
    await new Promise((packed) => setTimeout(packed))
    told.push('under way')
    return http(method, path, body, leaving)
  }
  Object.assign(office, { http: slow })
  const verify = crypto.subtle.verify.bind(crypto.subtle)
  const verifying = vi.spyOn(crypto.subtle, 'verify').mockImplementation((...asked) => {
    told.push('verified')
    return verify(...asked)
  })
  onTestFinished(() => verifying.mockRestore())

  const { client } = await waitingAtEach(400)

  expect(told.join(' ')).toContain('under way verified')
  expect(told.join(' ')).not.toContain('packing verified')
  expect(client.status().waiting).toBe(0)
})

test('a part that went up early and is then not the same is sent again, with one effect', async () => {
  const { client, waiting } = await waitingAtEach(600, [], (phone) =>
    phone.issue(note('more', 'more')),
  )

  expect(textsOf(client)).toEqual(textsAtBureau())
  expect(waiting.length).toBeGreaterThan(3)
  expect(office.bureau.effects.size).toBe(601)
  expect([...office.bureau.effects.values()].every((times) => times === 1)).toBe(true)
})

test('a part that went up early and got no answer is sent again, with one effect', async () => {
  await waitingAtEach(600, ['ok', 'drop response'])
  expect(office.bureau.effects.size).toBe(400)

  office.bureau.now += AN_HOUR
  office.onArrival = () => undefined
  const another = await office.phone()
  await another.syncNow()

  expect(textsOf(another)).toEqual(textsAtBureau())
  expect(office.bureau.effects.size).toBe(600)
})

test('a wish for patience is heeded though it answered what is not to be asked any more', async () => {
  office.retryAfter = 60
  await waitingAtEach(600, ['ok', 503], (client) => client.issue(note('more', 'more')))
  expect(office.bureau.effects.size).toBe(200)

  office.bureau.now += 59_000
  const another = await office.phone()
  await another.syncNow()
  expect(office.bureau.effects.size).toBe(200)

  office.retryAfter = null
  office.bureau.now += 2_000
  await another.syncNow()
  expect(office.bureau.effects.size).toBe(601)
})
