import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Client } from '@/sync/client'
import { QueueCopy, type Queue } from '@/sync/copy'
import type { Entry } from '@/sync/entry'
import { evict } from '@/sync/testing/database'
import { Files } from '@/sync/testing/files'
import { note, Office } from '@/sync/testing/office'
import { issueAll, syncedPhone } from '@/sync/testing/phones'

let office: Office
let files: Files

beforeEach(() => {
  office = new Office()
  files = new Files()
  office.files = files
})

afterEach(() => {
  office.closePhones()
})

async function offlinePhone(...texts: string[]): Promise<Client> {
  office.online = false
  const client = await office.phone()
  await issueAll(client, ...texts)
  return client
}

/** A copy that holds two commands which wait. */
async function twoFiles() {
  const client = await offlinePhone('a', 'b')
  const [first, second] = client.outbox()
  if (!first || !second) throw new Error('two commands were made')
  const queue: Queue = {
    ...{ device: office.device, chain: { nextSeq: 3, head: '' }, entries: [first, second] },
    ...{ cleared: null, progress: { replaces: null }, missing: new Set() },
  }
  return { copy: new QueueCopy(files.folder('queue')), queue, first, second }
}

function acked(entry: Entry): Entry {
  return { ...entry, state: 'acked' }
}

function queueFiles(): number[] {
  return [...files.in('queue').keys()].map((name) => Number(name.split('-')[0])).sort()
}

function sizes(): [string, number][] {
  const all = [...files.in('queue'), ...files.in('photos')]
  return all.map(([name, bytes]): [string, number] => [name, bytes.length]).sort()
}

describe('the files', () => {
  test('hold what waits and, when all is acknowledged, the newest alone', async () => {
    const client = await offlinePhone('a', 'b', 'c')
    expect(queueFiles()).toEqual([1, 2, 3])

    office.online = true
    await client.syncNow()

    await vi.waitFor(() => expect(queueFiles()).toEqual([3]))
    await issueAll(client, 'd')
    await client.syncNow()
    await vi.waitFor(() => expect(queueFiles()).toEqual([4]))
  })

  test('go when a sync is over, and not while a person waits for it', async () => {
    const { copy, queue, first, second } = await twoFiles()

    copy.follow(queue, { entries: [acked(first)] })
    await copy.settled()
    expect(queueFiles()).toEqual([1, 2])

    copy.sweep({ ...queue, entries: [acked(first), second] })
    await copy.settled()
    expect(queueFiles()).toEqual([2])
  })

  test('go also when the sync broke off after the answer', async () => {
    const client = await offlinePhone('a', 'b', 'c')
    const photo = await client.addBlob(new Uint8Array([255, 1]), 'image/png')
    await client.issue(note('n-d', 'd', { blobs: [photo.ok ? photo.value : ''] }))
    await issueAll(client, 'e')

    office.online = true
    office.onArrival = (path) => {
      if (path !== '/api/sync') office.online = false
    }
    await client.syncNow()

    expect(client.status().photosLeft).toBe(1)
    await vi.waitFor(() => expect(queueFiles()).toEqual([4, 5]))
  })

  test('stay when a restored bureau asks for their command again before that', async () => {
    const { copy, queue, first, second } = await twoFiles()

    copy.follow(queue, { entries: [acked(first), acked(second)] })
    copy.follow(queue, { entries: [first, second] })
    copy.follow({ ...queue, chain: { nextSeq: 4, head: '' } }, { entries: [] })
    copy.sweep({ ...queue, chain: { nextSeq: 4, head: '' } })
    await copy.settled()

    expect(queueFiles()).toEqual([1, 2])
  })

  test('hold again what a restored bureau has forgotten', async () => {
    office.bureau.keep()
    const client = await syncedPhone(office, 'a', 'b')
    await vi.waitFor(() => expect(queueFiles()).toEqual([2]))

    office.bureau.restore(true)
    office.faults = ['ok', 'drop request']
    await client.syncNow()

    await vi.waitFor(() => expect(queueFiles()).toEqual([1, 2]))
  })

  test('are written again when the phone was killed amid writing them', async () => {
    const before = await offlinePhone('a')
    const photo = await before.addBlob(new Uint8Array([255, 1, 2, 3]), 'image/png')
    const sha256 = photo.ok ? photo.value : ''
    await before.issue(note('n-b', 'b', { blobs: [sha256] }))
    before.close()
    const whole = sizes()
    for (const folder of ['queue', 'photos']) files.tear(folder, '')
    expect(sizes()).not.toEqual(whole)

    const opened = await office.phone()

    await vi.waitFor(() => expect(sizes()).toEqual(whole))
    opened.close()
    await evict(office.person)
    const emptied = await office.phone()
    expect(emptied.outbox().map(({ title }) => title)).toEqual(['a', 'b'])
    expect([...emptied.missingBlobs()]).toEqual([sha256])
  })

  test('hold nothing that was not saved', async () => {
    const client = await offlinePhone('a')

    const issued = await client.issue(note('n-b', 'b', { blobs: ['0'.repeat(64)] }))

    expect(issued).toMatchObject({ ok: false })
    expect(queueFiles()).toEqual([1])
  })

  test('are made at the next opening of what an earlier version had saved', async () => {
    office.files = null
    const before = await offlinePhone('a')
    const photo = await before.addBlob(new Uint8Array([255]), 'image/png')
    before.close()
    office.files = files

    const client = await office.phone()

    expect(client.status().copy).toBe('kept')
    await vi.waitFor(() => {
      expect(queueFiles()).toEqual([1])
      expect([...files.in('photos').keys()]).toEqual([`${photo.ok && photo.value}.image.png`])
    })
  })

  test('that cannot be written refuse no work, and the status says so until they can', async () => {
    const client = await offlinePhone('a')
    files.isFull = true
    await issueAll(client, 'b')
    expect(client.status()).toMatchObject({ waiting: 2, copy: 'failing' })
    client.close()

    files.isFull = false
    const again = await office.phone()

    await vi.waitFor(() => expect(queueFiles()).toEqual([1, 2]))
    expect(again.status().copy).toBe('kept')
  })

  test('that a browser does not have are said to be missing', async () => {
    office.files = null
    const client = await office.phone()

    expect(client.status().copy).toBe('none')
  })
})

describe('what was signed at a door', () => {
  async function phoneThatSigned(): Promise<Client> {
    const client = await office.phone()
    const signed = () => Promise.resolve('DS1:ABC')
    await client.issue({ ...note('n-a', 'a'), signed })
    await issueAll(client, 'b')
    await client.syncNow()
    expect(client.status().waiting).toBe(0)
    return client
  }

  async function afterItsStoreIsGone(client: Client): Promise<Client> {
    client.close()
    await evict(office.person)
    return office.phone()
  }

  test('can be shown again when the store is thrown away long after its command went', async () => {
    const client = await afterItsStoreIsGone(await phoneThatSigned())

    expect(await client.readReceipt('n-a')).toBe('DS1:ABC')
    expect(await client.readReceipt('n-b')).toBeNull()
  })

  test('is told as missing where its file is torn, and is never a part of it', async () => {
    const before = await phoneThatSigned()
    files.tear('receipts', '')

    expect(await before.readReceipt('n-a')).toBe('DS1:ABC')
    expect(await (await afterItsStoreIsGone(before)).readReceipt('n-a')).toBeNull()
  })

  test('refuses no work where its file cannot be written', async () => {
    files.isFull = true

    expect(await (await phoneThatSigned()).readReceipt('n-a')).toBe('DS1:ABC')
  })
})
