import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { canonical } from './canonical'
import { essenceHash, type Essence } from './essence'

interface Case {
  readonly name: string
  readonly essence: Essence
  readonly hash: string
}

const CASES: Case[] = JSON.parse(readFileSync('../sync/vectors/registrations/essence.json', 'utf8'))

test.each(CASES)('$name has the hash that the bureau gives', (one) => {
  expect(essenceHash(one.essence)).toBe(one.hash)
})

test('the order in which fields were written makes no difference', () => {
  expect(canonical({ b: [1, null], a: { d: true, c: '“' } })).toBe(
    '{"a":{"c":"“","d":true},"b":[1,null]}',
  )
})

test('a fraction is never signed', () => {
  expect(() => canonical({ area: 1.5 })).toThrow(TypeError)
})
