import { sha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowDigest, rowsDigest, plus } from '@/sync/digest'
import { shortHash } from '@/sync/shortHash'

const ASCII = fc.string({ unit: 'binary-ascii', maxLength: 55 })

function slowly(text: string) {
  const words = new DataView(sha256(new TextEncoder().encode(text)).buffer)
  return { high: words.getUint32(0), low: words.getUint32(4) }
}

test('a short text has the hash that the library gives it', () => {
  fc.assert(
    fc.property(ASCII, (text) => {
      const halves = { high: 0, low: 0 }
      expect(shortHash(text, halves)).toBe(true)
      expect(halves).toEqual(slowly(text))
    }),
  )
})

test('a text that is too long or not plain is left to the library', () => {
  const halves = { high: 1, low: 2 }
  expect(shortHash('a'.repeat(56), halves)).toBe(false)
  expect(shortHash('长安', halves)).toBe(false)
  expect(halves).toEqual({ high: 1, low: 2 })
})

test('a row with a long or foreign id has the digest of its SHA-256 all the same', () => {
  for (const id of ['长安', 'x'.repeat(80)]) {
    const { high, low } = slowly(`town|${id}|3`)
    expect(rowDigest('town', id, 3)).toBe((BigInt(high) << 32n) | BigInt(low))
  }
})

test('rows counted at once weigh what they weigh one by one', () => {
  const row = fc.record({ id: fc.string({ maxLength: 70 }), ver: fc.nat() })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 200 }), (rows) => {
      const singly = rows.reduce((sum, { id, ver }) => plus(sum, rowDigest('visit', id, ver)), 0n)
      expect(rowsDigest('visit', rows)).toBe(singly)
    }),
  )
})
