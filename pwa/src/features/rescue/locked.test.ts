import 'fake-indexeddb/auto'
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose'
import { afterEach, expect, test } from 'vitest'
import { keep } from '@/core/device-store'
import { keyFrom, opened } from '@/core/vault/seals'
import { note, Office } from '@/sync/testing/office'
import { lockedFile } from './locked'

const PHOTO = new TextEncoder().encode('a photo of the workshop')
const office = new Office()

afterEach(() => office.closePhones())

test('what waits on a phone that nobody can open reaches the bureau’s key whole', async () => {
  const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true })
  office.rescueKey = await exportJWK(pair.publicKey)
  await keep('stay', { person_id: office.person, rescue_key: office.rescueKey })
  office.online = false
  const client = await office.phone()
  const added = await client.addBlob(PHOTO, 'image/png')
  await client.issue(note('n1', 'one', { blobs: added.ok ? [added.value] : [] }))
  await client.issue(note('n2', 'two'))
  const bodies = client.outbox().map(({ body }) => body)
  const signatures = client.outbox().map(({ sig }) => sig?.text)
  expect(signatures).not.toContain(undefined)
  client.close()

  const { file, commands, photos, unsealed } = await lockedFile(office.person)

  expect([commands, photos, unsealed]).toEqual([2, 1, 0])
  const [magic = '', head = '', rest] = linesOf(await bytesOf(file))
  expect(magic).toBe('doorstep-sealed-1')
  const unseal = async (jwe: string) => (await compactDecrypt(jwe, pair.privateKey)).plaintext
  const said = JSON.parse(new TextDecoder().decode(await unseal(head))) as { key: string }
  expect(said).toMatchObject({ person: office.person, device: 'd1', commands: 2, blobs: 1 })
  const [batch, photo] = await partsOf(rest, said.key)
  const { commands: sent } = JSON.parse(new TextDecoder().decode(batch)) as Batch
  for (const [n, one] of sent.entries()) {
    const key = await keyFrom(new Uint8Array(await unseal(one.key)))
    const bond = new TextEncoder().encode(`doorstep-entry ${one.hash}`)
    const body = await opened(
      key,
      bond,
      Uint8Array.from(atob(one.box), (c) => c.charCodeAt(0)),
    )
    expect(new TextDecoder().decode(body ?? PHOTO)).toBe(bodies[n])
    expect(one.sig).toBe(signatures[n])
  }
  const [line = '', , box] = linesOf(photo ?? PHOTO, 1)
  const [sha256, key = ''] = line.split(' ')
  const bond = new TextEncoder().encode(`doorstep-blob ${sha256}`)
  expect(await opened(await keyFrom(new Uint8Array(await unseal(key))), bond, box)).toEqual(PHOTO)
})

interface Batch {
  commands: { hash: string; sig: string; key: string; box: string }[]
}

type Bytes = Uint8Array<ArrayBuffer>

/** The first lines as text, and the bytes behind them. */
function linesOf(bytes: Bytes, count = 2): [string, string, Bytes] {
  const first = bytes.indexOf(10)
  const second = count === 1 ? first : bytes.indexOf(10, first + 1)
  const text = (from: number, to: number) => new TextDecoder().decode(bytes.slice(from, to))
  return [text(0, first), text(first + 1, second), bytes.slice(second + 1)]
}

async function partsOf(bytes: Bytes, key: string): Promise<Bytes[]> {
  const raw = Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
    c.charCodeAt(0),
  )
  const cipher = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt'])
  const parts: Bytes[] = []
  for (let at = 0; at < bytes.length;) {
    const length = new DataView(bytes.buffer).getUint32(at)
    const iv = new Uint8Array(12)
    new DataView(iv.buffer).setUint32(8, parts.length)
    const part = bytes.slice(at + 4, at + 4 + length)
    parts.push(new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, cipher, part)))
    at += 4 + length
  }
  return parts
}

async function bytesOf(file: Blob | null): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array((await file?.arrayBuffer()) ?? [])
}
