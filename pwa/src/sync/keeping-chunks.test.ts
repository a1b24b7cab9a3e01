import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { tamper } from '@/sync/testing/database'
import { Office } from '@/sync/testing/office'

/** Three lanes, each with a chunk that is to be written and one that comes. */
const AT_ONCE = 6

let office: Office

beforeEach(() => {
  office = new Office()
  office.bureau.snapshotFrom = 20
  for (let n = 0; n < 200; n += 1) {
    office.bureau.put('note', { id: `n${n}`, ver: n, text: `${n}` }, ['town:1'])
  }
})

afterEach(() => {
  office.closePhones()
})

function chunksAsked(): number {
  return office.requests.filter(({ path }) => path.includes('/snapshots/')).length
}

/** Let no commit of this phone's store through until something has happened. */
async function holdTheStore(isOver: () => boolean): Promise<void> {
  await tamper(office.person, async (db) => {
    const { store, done } = db.transaction('meta', 'readwrite')
    while (!isOver()) await store.count()
    await done
  })
}

test('chunks that come while others are written are written together by one commit', async () => {
  const put = vi.spyOn(IDBObjectStore.prototype, 'put')
  onTestFinished(() => put.mockRestore())
  const holding: Promise<void>[] = []
  office.onArrival = (path) => {
    if (!path.includes('/snapshots/') || holding.length > 0) return
    holding.push(holdTheStore(() => chunksAsked() >= AT_ONCE))
  }
  const client = await office.phone()

  await client.syncNow()
  await Promise.all(holding)

  const together = new Map<IDBTransaction, number>()
  for (const { name, transaction: commit } of put.mock.contexts as IDBObjectStore[]) {
    if (name === 'chunks') together.set(commit, (together.get(commit) ?? 0) + 1)
  }
  expect(Math.max(...together.values())).toBeGreaterThan(1)
  expect(await tamper(office.person, (db) => db.count('chunks'))).toBe(chunksAsked())
  expect(client.replica.table('note').all()).toHaveLength(200)
})
