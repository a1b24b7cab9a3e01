import { expect, test } from 'vitest'
import { textHash } from '@/sync/hashing'
import { RECEIPT_KEY, signatureOf } from '@/sync/testing/wire'
import { sortedPacks } from './genuine'
import type { PackRow } from './rows'
import { packRow } from './testing'

const GOOD = packRow('eligibility')

async function isUsed(row: PackRow, key: JsonWebKey | null = RECEIPT_KEY): Promise<boolean> {
  const { genuine, spoilt } = await sortedPacks([row], key === null ? [] : [key])
  expect([...genuine, ...spoilt]).toEqual([row])
  return genuine.length === 1
}

test('a pack that the bureau signed is used', async () => {
  expect(await isUsed(GOOD)).toBe(true)
  expect(await isUsed(packRow('regime_2017_filing'))).toBe(true)
})

test('an end that is signed is compared as well', async () => {
  const ending = packRow('eligibility', { in_force_to: '2030-12-31' })

  expect(await isUsed(ending)).toBe(true)
  expect(await isUsed({ ...ending, in_force_to: null })).toBe(false)
})

test.each<[string, Partial<PackRow>]>([
  ['text of which one character changed', { content: GOOD.content.replace('lt', 'le') }],
  ['text and hash that belong together, unsigned', { content: '{}', hash: textHash('{}') }],
  ['a signature of nothing', { signature: '' }],
  ['a signature that is no base64', { signature: '签名' }],
  ['a signature of something else', { signature: signatureOf('doorstep-pack|eligibility|1|') }],
  ['another version in the row than in the text', { version: 2 }],
  ['another name in the row than in the text', { pack: 'classification' }],
  ['another first day in the row than in the text', { in_force_from: '2010-01-01' }],
  ['a last day that the text does not have', { in_force_to: '2026-01-01' }],
])('%s is not used', async (_, change) => {
  expect(await isUsed({ ...GOOD, ...change })).toBe(false)
})

test('a row whose name was changed is not saved by signing the change with another key', async () => {
  const { privateKey } = await crypto.subtle.generateKey(
    { name: 'ECDSA', namedCurve: 'P-256' },
    true,
    ['sign', 'verify'],
  )
  const text = new TextEncoder().encode(`doorstep-pack|eligibility|1|${GOOD.hash}`)
  const signed = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, text)
  const signature = Buffer.from(signed).toString('base64url')

  expect(await isUsed({ ...GOOD, signature })).toBe(false)
})

test('without the bureau’s key nothing is used, nor with a damaged one', async () => {
  expect(await isUsed(GOOD, null)).toBe(false)
  expect(await isUsed(GOOD, { ...RECEIPT_KEY, x: 'AA' })).toBe(false)
})
