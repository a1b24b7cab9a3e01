import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '@/sync/client'
import { spoilt, tamper } from '@/sync/testing/database'
import { note, Office, textsOf } from '@/sync/testing/office'

let office: Office

beforeEach(() => {
  office = new Office()
  office.bureau.snapshotFrom = 20
  for (let n = 0; n < 200; n += 1) add(`n${n}`, n)
})

afterEach(() => {
  office.closePhones()
})

function add(id: string, ver: number, scopes = ['town:1']): void {
  office.bureau.put('note', { id, ver, text: `${id} ${ver}` }, scopes)
}

function chunksAsked(): string[] {
  return office.requests.map(({ path }) => path).filter((path) => path.includes('/snapshots/'))
}

function textsAtBureau(): unknown[] {
  return office.bureau
    .feed('town:1')
    .rows()
    .map(({ row }) => row['text'])
    .sort()
}

/** Close the app when the bureau has been asked for so many chunks. */
async function killAfter(client: Client, chunks: number): Promise<void> {
  let left = chunks
  office.onArrival = (path) => {
    if (path.includes('/snapshots/') && (left -= 1) < 0) client.close()
  }
  await client.syncNow()
  office.onArrival = () => undefined
  // Without locks among the tabs the lease of the dead one has to end by itself.
  office.bureau.now += 10 * 60_000
}

async function keptChunks(): Promise<number> {
  return tamper(office.person, (db) => db.count('chunks'))
}

describe('a scope that is too large for pages', () => {
  test('comes by chunks, three at a time, and shows nothing half', async () => {
    const client = await office.phone()
    const sizes = new Set<number>()
    client.replica.subscribe('note', () => sizes.add(client.replica.table('note').all().length))
    let [underWay, most] = [0, 0]
    const chunk = office.bureau.chunk.bind(office.bureau)
    office.onArrival = (path) => {
      if (path.includes('/snapshots/')) most = Math.max(most, (underWay += 1))
    }
    office.bureau.chunk = (scope, sha256) => {
      underWay -= 1
      return chunk(scope, sha256)
    }

    await client.syncNow()

    expect([...sizes]).toEqual([200])
    expect(textsOf(client)).toEqual(textsAtBureau())
    expect(chunksAsked().length).toBeGreaterThan(20)
    expect(most).toBe(3)
  })

  test('is there after a restart, and small changes come by pages on top of it', async () => {
    const first = await office.phone()
    await first.syncNow()
    add('n3', 900)
    add('extra', 1)
    office.bureau.put('note', { id: 'n4', ver: 901 }, [])
    await first.syncNow()
    first.close()
    office.requests.length = 0

    const second = await office.phone()
    expect(textsOf(second)).toEqual(textsAtBureau())
    await second.syncNow()

    expect(new Set(office.requests.map(({ path }) => path))).toEqual(new Set(['/api/sync']))
  })

  test('comes also from an older bureau, whose chunks are gzip, and is there after a restart', async () => {
    office.bureau.isOld = true
    const first = await office.phone()
    await first.syncNow()
    expect(textsOf(first)).toEqual(textsAtBureau())
    expect(await keptChunks()).toBeGreaterThan(20)
    first.close()

    expect(textsOf(await office.phone())).toEqual(textsAtBureau())
  })

  test('takes in what changed while its chunks were loading', async () => {
    const client = await office.phone()
    let isFirst = true
    office.onArrival = (path) => {
      if (!path.includes('/snapshots/') || !isFirst) return
      isFirst = false
      add('n3', 900)
      office.bureau.put('note', { id: 'n4', ver: 901 }, [])
    }

    await client.syncNow()

    expect(textsOf(client)).toEqual(textsAtBureau())
  })

  test('brings nothing back that has moved on to another scope since', async () => {
    office.bureau.sync({ device: 'other', first_seq: 1, snapshots: true })
    add('n3', 900, ['bureau'])

    const first = await office.phone()
    await first.syncNow()
    expect(first.replica.table('note').get('n3')).toMatchObject({ text: 'n3 900' })
    first.close()

    const reopened = await office.phone()
    expect(reopened.replica.table('note').get('n3')).toMatchObject({ text: 'n3 900' })
    expect(office.requests.map(({ path }) => path)).not.toContain('/api/sync/repair')
  })

  test('does not keep a command waiting that is made meanwhile', async () => {
    const client = await office.phone()
    let isFirst = true
    office.onArrival = async (path) => {
      if (!path.includes('/snapshots/') || !isFirst) return
      isFirst = false
      await client.issue(note('mine', 'mine'))
    }

    await client.syncNow()

    const paths = office.requests.map(({ path, body }) => (body.includes('commands') ? 'up' : path))
    expect(paths.indexOf('up')).toBeLessThan(8)
    expect(textsOf(client)).toEqual(textsAtBureau())
  })

  test('keeps no chunk longer than its segments point to it', async () => {
    const client = await office.phone()
    await client.syncNow()
    expect(await keptChunks()).toBe(chunksAsked().length)

    for (let n = 0; n < 25; n += 1) {
      add('n1', 1000 + n)
      await client.syncNow()
    }
    expect(await keptChunks()).toBe(0)
    client.close()
    expect(textsOf(await office.phone())).toEqual(textsAtBureau())
  })

  test('is dropped with its chunks when the person may no longer hold it', async () => {
    const client = await office.phone()
    await client.syncNow()

    office.bureau.scopes = ['bureau']
    await client.syncNow()

    expect(textsOf(client)).toEqual([])
    expect(await keptChunks()).toBe(0)
  })
})

describe('a first sync that is killed', () => {
  test('goes on with only the chunks that are missing', async () => {
    const killed = await office.phone()
    await killAfter(killed, 12)
    expect(textsOf(killed)).toEqual([])
    const kept = await keptChunks()
    expect(kept).toBeGreaterThan(8)
    const before = new Set(chunksAsked())
    office.requests.length = 0

    const again = await office.phone()
    await again.syncNow()

    const reloaded = chunksAsked().filter((path) => before.has(path))
    expect(reloaded.length).toBeLessThanOrEqual(before.size - kept)
    expect(textsOf(again)).toEqual(textsAtBureau())
  })

  test('loads little even when the snapshot was made anew meanwhile', async () => {
    const killed = await office.phone()
    await killAfter(killed, 40)
    const kept = await keptChunks()
    for (let n = 0; n < 45; n += 1) add('n1', 1000 + n)
    office.requests.length = 0

    const again = await office.phone()
    await again.syncNow()

    expect(textsOf(again)).toEqual(textsAtBureau())
    const all = await keptChunks()
    // Only the chunk of the changed row is another one.
    expect(chunksAsked().length).toBeLessThanOrEqual(all - kept + 1)
  })
})

describe('a chunk', () => {
  test('that was spoilt on its way is never kept, and loaded again later', async () => {
    office.online = false
    const client = await office.phone()
    office.online = true
    office.faults = ['ok', 'spoil']
    expect(await client.syncNow()).toMatchObject({ lastError: { code: 'sync.unreadable' } })
    expect(textsOf(client)).toEqual([])

    await client.syncNow()

    expect(textsOf(client)).toEqual(textsAtBureau())
  })

  test('that was spoilt in the store is loaded again', async () => {
    const killed = await office.phone()
    await killAfter(killed, 12)
    await tamper(office.person, async (db) => {
      const [chunk] = await db.getAll('chunks')
      if (chunk) await db.put('chunks', { ...chunk, box: spoilt(chunk.box) })
    })

    const again = await office.phone()
    await again.syncNow()

    expect(textsOf(again)).toEqual(textsAtBureau())
  })

  test('that the bureau has no longer is found out by asking again', async () => {
    const client = await office.phone()
    let asked = 0
    office.onArrival = (path) => {
      if (!path.includes('/snapshots/') || (asked += 1) !== 5) return
      for (let n = 0; n < 45; n += 1) add('n1', 1000 + n)
      // Another phone asks, and the snapshot is made anew.
      office.bureau.sync({ device: 'other', first_seq: 1, snapshots: true })
    }

    await client.syncNow()

    expect(textsOf(client)).toEqual(textsAtBureau())
  })
})

describe('a snapshot that cannot be trusted', () => {
  test('because it does not hold what it promises is replaced by pages', async () => {
    const client = await office.phone()
    const sync = office.bureau.sync.bind(office.bureau)
    office.bureau.sync = (asked) => {
      const answer = sync(asked)
      for (const manifest of Object.values(
        answer['snapshots'] as Record<string, { digest: string }>,
      ))
        manifest.digest = '00000000000000ff'
      return answer
    }

    await client.syncNow()

    expect(textsOf(client)).toEqual(textsAtBureau())
    expect(office.requests.at(-1)?.body).not.toContain('"snapshots"')
  })

  test('because its chunks are never there is replaced by pages', async () => {
    const client = await office.phone()
    const sync = office.bureau.sync.bind(office.bureau)
    office.bureau.sync = (asked) => {
      const answer = sync(asked)
      type Manifests = Record<string, { chunks: { sha256: string }[] }>
      for (const { chunks } of Object.values(answer['snapshots'] as Manifests))
        for (const chunk of chunks) chunk.sha256 = 'ab'
      return answer
    }

    await client.syncNow()

    expect(textsOf(client)).toEqual(textsAtBureau())
  })
})
