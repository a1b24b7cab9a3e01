import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { changePassphrase, closeEverywhere, isOpenFor, setUp, theSeals, unlock } from './lock'
import { recordOf } from './records'
import { keep } from '@/core/device-store'
import { isBox, keyFrom, sealsOf, type Seals } from './seals'

const PASSPHRASE = 'wen-tao-ling-bai-gu-xiao'
/** One that a test need not wait for. */
const CHEAP = { memoryKib: 64, passes: 1 }
const PLAIN = new TextEncoder().encode('东环路十二号')

async function freshSeals(vault = 'v1', person = 'p1'): Promise<Seals> {
  const key = await keyFrom(crypto.getRandomValues(new Uint8Array(32)))
  return sealsOf(key, { vault, person })
}

test('what is sealed opens at its place, and never looks the same twice', async () => {
  const seals = await freshSeals()
  const [one, other] = [
    await seals.seal('drafts', 'a', PLAIN),
    await seals.seal('drafts', 'a', PLAIN),
  ]

  expect(isBox(one)).toBe(true)
  expect(one).not.toEqual(other)
  expect(await seals.open('drafts', 'a', one)).toEqual(PLAIN)
  expect(new TextDecoder('latin1').decode(one)).not.toContain(
    new TextDecoder('latin1').decode(PLAIN),
  )
})

test('a box opens at no other place, for no other person and after no change of any byte', async () => {
  const raw = crypto.getRandomValues(new Uint8Array(32))
  const mine = sealsOf(await keyFrom(raw), { vault: 'v1', person: 'p1' })
  const box = await mine.seal('drafts', 'a', PLAIN)
  const others = [
    { vault: 'v1', person: 'p2' },
    { vault: 'v2', person: 'p1' },
  ]

  expect(await mine.open('drafts', 'b', box)).toBeNull()
  expect(await mine.open('outbox', 'a', box)).toBeNull()
  for (const holder of others) {
    expect(await sealsOf(await keyFrom(raw), holder).open('drafts', 'a', box)).toBeNull()
  }
  for (let n = 0; n < box.length; n += 1) {
    const changed = box.slice()
    changed[n] = (changed[n] ?? 0) ^ 1
    expect(await mine.open('drafts', 'a', changed)).toBeNull()
  }
  expect(await mine.open('drafts', 'a', box.slice(0, 20))).toBeNull()
})

test('a vault opens by its passphrase alone, on any keyboard, and stays when that is changed', async () => {
  await setUp('p1', PASSPHRASE, CHEAP)
  const box = await theSeals().seal('drafts', 'a', PLAIN)
  closeEverywhere()
  expect(isOpenFor('p1')).toBe(false)
  expect(() => theSeals()).toThrow()

  expect(await unlock('p1', 'wen-tao-ling-bai-gu-xia')).toBe('wrong')
  expect(await unlock('nobody', PASSPHRASE)).toBe('none')
  expect(await unlock('p1', ' ｗen-tao-ling-bai-gu-xiao ')).toBe('open')
  expect(await theSeals().open('drafts', 'a', box)).toEqual(PLAIN)

  expect(await changePassphrase('p1', 'another', 'next one')).toBe(false)
  expect(await changePassphrase('p1', PASSPHRASE, 'another passphrase')).toBe(true)
  closeEverywhere()
  expect(await unlock('p1', PASSPHRASE)).toBe('wrong')
  expect(await unlock('p1', 'another passphrase')).toBe('open')
  expect(await theSeals().open('drafts', 'a', box)).toEqual(PLAIN)
})

test('what stands on the phone of a vault asks 64 MiB and three passes of every guess', async () => {
  await setUp('p2', PASSPHRASE)

  const record = await recordOf('p2')

  expect(record?.cost).toEqual({ memoryKib: 65_536, passes: 3 })
  expect(record?.salt.length).toBe(16)
}, 30_000)

test('a damaged record of a vault opens nothing, and none is taken from another person', async () => {
  await setUp('p3', PASSPHRASE, CHEAP)
  const record = await recordOf('p3')
  await keep('doorstep-vault-p4', { ...record, person: 'p4' })
  await keep('doorstep-vault-p5', { ...record, wrap: new Uint8Array(60) })

  expect(await unlock('p4', PASSPHRASE)).toBe('wrong')
  expect(await unlock('p5', PASSPHRASE)).toBe('wrong')
})
