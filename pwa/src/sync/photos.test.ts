import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Client } from '@/sync/client'
import { note, Office } from '@/sync/testing/office'

const KB = 1024
let office: Office

beforeEach(() => {
  office = new Office()
})

afterEach(() => {
  office.closePhones()
})

function photo(n: number, size = 250 * KB): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, at) => (at === 0 ? 255 : (at * 31 + n * 7) % 256))
}

async function withPhotos(client: Client, ...photos: Uint8Array<ArrayBuffer>[]): Promise<string[]> {
  const blobs: string[] = []
  for (const bytes of photos) {
    const added = await client.addBlob(bytes, 'image/jpeg')
    if (!added.ok) throw new Error(added.reason)
    blobs.push(added.value)
  }
  await client.issue(note('n1', '排水口', { blobs }))
  return blobs
}

function arrived(sha256: string, bytes: Uint8Array): boolean {
  return Buffer.compare(office.bureau.blobs.get(sha256) ?? new Uint8Array(), bytes) === 0
}

function sentBytes(): number {
  return office.uploads.pieces.reduce((sum, piece) => sum + piece.bytes, 0)
}

async function offline(): Promise<Client> {
  const client = await office.phone()
  await client.syncNow()
  office.online = false
  return client
}

describe('a photo', () => {
  test('goes up in pieces and arrives as it was', async () => {
    const client = await offline()
    const [sha256 = ''] = await withPhotos(client, photo(1, 700 * KB))

    office.online = true
    await client.syncNow()

    expect(arrived(sha256, photo(1, 700 * KB))).toBe(true)
    expect(office.uploads.pieces.map(({ at }) => at)).toEqual([0, 256 * KB])
  })

  test('goes on where the bureau stands after each cut, nothing sent twice', async () => {
    const client = await offline()
    await withPhotos(client, photo(1, 700 * KB))

    office.online = true
    office.faults = ['ok', 'ok', 'ok', 'cut', 'ok', 'cut', 'ok', 'ok', 'ok', 'cut']
    expect(await client.syncNow()).toMatchObject({ photosLeft: 0, waiting: 0 })

    expect(sentBytes()).toBe(700 * KB)
  })

  test('goes on after the app was killed, nothing sent twice', async () => {
    const client = await offline()
    await withPhotos(client, photo(1, 700 * KB))
    office.online = true
    office.faults = ['ok', 'ok', 'ok', 'ok', 'cut', 'drop request', 'drop request']
    expect(await client.syncNow()).toMatchObject({ photosLeft: 1, phase: 'offline' })
    expect(sentBytes()).toBeGreaterThan(256 * KB)
    client.close()

    const reopened = await office.phone()
    await reopened.syncNow()

    expect(reopened.status()).toMatchObject({ photosLeft: 0 })
    expect(sentBytes()).toBe(700 * KB)
    expect(new Set(office.uploads.pieces.map(({ place }) => place)).size).toBe(1)
  })

  test('whose last answer was lost is not sent again', async () => {
    const client = await offline()
    await withPhotos(client, photo(1, 100 * KB))

    office.online = true
    office.faults = ['ok', 'ok', 'ok', 'drop response']
    expect(await client.syncNow()).toMatchObject({ photosLeft: 0 })

    expect(sentBytes()).toBe(100 * KB)
  })

  test('begins anew when the bureau has forgotten the beginning', async () => {
    const client = await offline()
    const [sha256 = ''] = await withPhotos(client, photo(1, 700 * KB))
    office.online = true
    office.faults = ['ok', 'ok', 'ok', 'ok', 'cut', 'drop request', 'drop request']
    await client.syncNow()

    office.uploads.expire()
    await client.syncNow()

    expect(arrived(sha256, photo(1, 700 * KB))).toBe(true)
  })

  test('that changed on the way is sent again, then with checksums', async () => {
    const client = await offline()
    const [sha256 = ''] = await withPhotos(client, photo(1, 100 * KB))

    office.online = true
    office.faults = ['ok', 'ok', 'ok', 'spoil', 'ok', 'ok', 'spoil']
    expect(await client.syncNow()).toMatchObject({ photosLeft: 0, lastError: null })

    expect(arrived(sha256, photo(1, 100 * KB))).toBe(true)
    expect(office.uploads.pieces).toHaveLength(2)
  })

  test('goes up whole to a bureau that knows no pieces', async () => {
    office.takesPieces = false
    const client = await offline()
    const [sha256 = ''] = await withPhotos(client, photo(1), photo(2))

    office.online = true
    expect(await client.syncNow()).toMatchObject({ photosLeft: 0 })

    expect(arrived(sha256, photo(1))).toBe(true)
    expect(office.uploads.pieces).toEqual([])
  })

  test('tells how much of it has gone while it goes', async () => {
    const client = await offline()
    const [sha256 = ''] = await withPhotos(client, photo(1, 700 * KB))
    const seen = new Set<number>()
    client.subscribe(({ going }) => going?.sha256 === sha256 && seen.add(going.percent))

    office.online = true
    expect((await client.syncNow()).going).toBeNull()

    expect([...seen]).toEqual([0, 36, 100])
  })

  test('that the bureau refuses does not stop the others', async () => {
    const client = await offline()
    const refused = photo(1, KB)
    refused[0] = 0
    const [, second = '', third = ''] = await withPhotos(client, refused, photo(2), photo(3))

    office.online = true
    const status = await client.syncNow()

    expect(status).toMatchObject({ photosLeft: 1, lastError: { title: '不行' } })
    expect([...office.bureau.blobs.keys()]).toEqual([second, third])
  })
})

describe('a photo that the bureau lost', () => {
  test('is sent again once its row says that it is damaged', async () => {
    const client = await offline()
    const [sha256 = ''] = await withPhotos(client, photo(1, KB))
    office.online = true
    await client.syncNow()

    office.bureau.blobs.delete(sha256)
    office.bureau.put('photo', { id: 'p1', ver: 2, sha256, state: 'damaged' }, ['town:1'])
    client.close()
    const reopened = await office.phone()
    office.online = true
    await reopened.syncNow()

    expect(arrived(sha256, photo(1, KB))).toBe(true)
    expect(reopened.status()).toMatchObject({ photosLeft: 0 })
  })

  test('is sent again when a person asks to sync, whatever its row says', async () => {
    const client = await offline()
    const [sha256 = ''] = await withPhotos(client, photo(1, KB))
    office.online = true
    await client.syncNow()

    office.bureau.blobs.delete(sha256)
    await client.syncNow()

    expect(office.bureau.blobs.has(sha256)).toBe(true)
  })
})

describe('a signature that the bureau found damaged, of which no row tells', () => {
  let see: () => void

  async function sentAndLost(): Promise<string> {
    const client = await office.phone((events) => (see = () => events.visible()))
    const [sha256 = ''] = await withPhotos(client, photo(1, KB))
    await client.syncNow()
    office.bureau.blobs.delete(sha256)
    return sha256
  }

  function asked(path: string): number[] {
    return office.requests.filter((one) => one.path === path).map(({ at }) => at)
  }

  async function comeBack(): Promise<void> {
    const before = asked('/api/sync').length
    see()
    await vi.waitFor(() => expect(asked('/api/sync').length).toBeGreaterThan(before))
  }

  test('is sent again within a day, and nothing is asked in between', async () => {
    const sha256 = await sentAndLost()
    office.bureau.now += 3600 * 1000
    const soon = office.bureau.now
    await comeBack()
    office.bureau.now += 25 * 3600 * 1000

    await comeBack()

    await vi.waitFor(() => expect(arrived(sha256, photo(1, KB))).toBe(true))
    expect(asked('/api/blobs/have')).not.toContain(soon)
  })

  test('is sent again at the first contact after the app was opened', async () => {
    const sha256 = await sentAndLost()
    office.closePhones()

    await office.phone()

    await vi.waitFor(() => expect(arrived(sha256, photo(1, KB))).toBe(true))
  })
})
