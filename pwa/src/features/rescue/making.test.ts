// @vitest-environment node
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { fieldsOf, numberIn, textIn, type Fields } from '@/core/shape'
import type { Entry } from '@/sync/entry'
import { makeRescueFile, type Work } from './making'

/** The bureau's rescue key pair, as only a test holds both halves. */
let keys: Awaited<ReturnType<typeof generateKeyPair>>
let publicKey: JsonWebKey

beforeAll(async () => {
  keys = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true })
  publicKey = await exportJWK(keys.publicKey)
})

function entry(seq: number, body: string, state: Entry['state'] = 'waiting'): Entry {
  return {
    ...{ seq, id: `c${seq}`, name: 'visit.close', entity: `v${seq}`, title: '', body },
    ...{ bytes: body.length, hash: '', prev_hash: '', created_at: seq, previews: [], blobs: [] },
    ...{ state, result: null, acked_at: null, settled: false },
  }
}

function work(known: Partial<Work> = {}): Work {
  const madeAt = new Date('2026-11-23T02:00:00Z')
  const device = { device: 'd1', person: 'p1', madeAt }
  return { ...device, entries: [], blobs: [], read: () => Promise.resolve(null), ...known }
}

interface Opened {
  readonly head: Fields
  /** The parts as the bureau reads them, one after the other. */
  readonly parts: readonly Uint8Array[]
}

/** Read a file as docs/protocol.md §8 describes it. */
async function opened(file: Blob): Promise<Opened> {
  const bytes = Buffer.from(await file.arrayBuffer())
  const magic = 'doorstep-rescue-1\n'
  expect(bytes.subarray(0, magic.length).toString()).toBe(magic)
  const end = bytes.indexOf('\n', magic.length)
  const jwe = bytes.subarray(magic.length, end).toString()
  const algorithms = {
    keyManagementAlgorithms: ['ECDH-ES'],
    contentEncryptionAlgorithms: ['A256GCM'],
  }
  const { plaintext } = await compactDecrypt(jwe, keys.privateKey, algorithms)
  const head = fieldsOf(JSON.parse(new TextDecoder().decode(plaintext)))
  const raw = Buffer.from(textIn(head, 'key') ?? '', 'base64url')
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt'])
  const parts: Uint8Array[] = []
  for (let at = end + 1; at < bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const iv = new Uint8Array(12)
    new DataView(iv.buffer).setUint32(8, parts.length)
    const cipher = bytes.subarray(at + 4, at + 4 + length)
    parts.push(new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, cipher)))
    at += 4 + length
  }
  return { head, parts }
}

function textOf(part: Uint8Array | undefined): unknown {
  return JSON.parse(new TextDecoder().decode(part))
}

const silent = () => undefined

describe('a rescue file', () => {
  test('holds the exact text of every command and every photo, sealed to the bureau', async () => {
    const entries = [entry(4, '{"seq":4,"text":"排水口"}', 'acked'), entry(5, '{"seq":5}')]
    const read = (sha256: string) => Promise.resolve(new Blob([`bytes of ${sha256}`]))

    const file = await makeRescueFile(
      work({ entries, blobs: ['aa', 'bb'], read }),
      publicKey,
      silent,
    )

    const { head, parts } = await opened(file)
    expect(Object.fromEntries(head)).toMatchObject({
      ...{ v: 1, device: 'd1', person: 'p1', made_at: '2026-11-23T02:00:00.000Z' },
      ...{ commands: 2, batches: 1, blobs: 2 },
    })
    expect(textOf(parts[0])).toEqual({
      first_seq: 4,
      commands: [{ body: '{"seq":4,"text":"排水口"}' }, { body: '{"seq":5}' }],
    })
    const photos = parts.slice(1).map((part) => new TextDecoder().decode(part))
    expect(photos).toEqual(['bytes of aa', 'bytes of bb'])
    expect(Buffer.from(await file.arrayBuffer()).includes('排水口')).toBe(false)
  })

  test('goes in batches as a sync would, a new one behind every hole', async () => {
    const many = Array.from({ length: 201 }, (_, n) => entry(n + 1, `{"seq":${n + 1}}`))

    const file = await makeRescueFile(
      work({ entries: [...many, entry(300, '{}'), entry(301, '{}')] }),
      publicKey,
      silent,
    )

    const { head, parts } = await opened(file)
    const batches = parts.map((part) => fieldsOf(textOf(part)))
    expect(batches.map((batch) => numberIn(batch, 'first_seq'))).toEqual([1, 201, 300])
    expect([numberIn(head, 'commands'), numberIn(head, 'batches')]).toEqual([203, 3])
  })

  test('passes over a photo that is no longer here and counts only what it holds', async () => {
    const read = (sha256: string) => Promise.resolve(sha256 === 'aa' ? null : new Blob(['b']))

    const { head, parts } = await opened(
      await makeRescueFile(work({ blobs: ['aa', 'bb'], read }), publicKey, silent),
    )

    expect([numberIn(head, 'blobs'), parts.length]).toEqual([1, 1])
  })

  test('has a key of its own each time', async () => {
    const first = await opened(await makeRescueFile(work(), publicKey, silent))
    const second = await opened(await makeRescueFile(work(), publicKey, silent))

    expect(first.head.get('key')).not.toBe(second.head.get('key'))
  })

  test('tells how far it has come', async () => {
    const told: string[] = []
    const read = () => Promise.resolve(new Blob(['x']))

    await makeRescueFile(
      work({ entries: [entry(1, '{}')], blobs: ['aa', 'bb'], read }),
      publicKey,
      (done, all) => told.push(`${done}/${all}`),
    )

    expect(told).toEqual(['1/3', '2/3', '3/3'])
  })

  test('of a hundred megabytes is made whole', async () => {
    const photo = new Uint8Array(250_000)
    const blobs = Array.from({ length: 400 }, (_, n) => String(n))
    const read = (n: string) => Promise.resolve(new Blob([photo.fill(Number(n) % 251)]))

    const file = await makeRescueFile(work({ blobs, read }), publicKey, silent)

    const { parts } = await opened(file)
    expect(file.size).toBeGreaterThan(100_000_000)
    expect(parts.map((part) => [part.length, part[0], part.at(-1)])).toEqual(
      blobs.map((n) => [250_000, Number(n) % 251, Number(n) % 251]),
    )
  }, 60_000)
})
