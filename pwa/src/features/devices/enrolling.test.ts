import 'fake-indexeddb/auto'
import { describe, expect, test } from 'vitest'
import { deviceKey, kidOf } from '@/core/device-key'
import type { Answer, Request } from '@/core/http'
import { fieldsOf, textIn } from '@/core/shape'
import { emptyChange } from '@/sync/change'
import { LayeredReplica } from '@/sync/replica'
import { askOnce, beginAttempt } from './enrolling'
import { DEVICE_KEY } from './rows'
import { sixWords, tidyCode } from './six-words'

// The key of RFC 7515 A.3; tests/server/devices/test_six_words.py says the same words of it.
const JWK = {
  ...{ kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU' },
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
}

/** A bureau that says what became of a ticket, and remembers what it was asked. */
function bureau(state: string): { ask: Request; asked: unknown[] } {
  const asked: unknown[] = []
  const answer: Answer<unknown> = { ok: true, value: { state }, status: 200 }
  const ask: Request = (_, __, body) => {
    asked.push(body)
    return Promise.resolve(answer)
  }
  return { ask, asked }
}

function holding(kid: string, revoked_at: string | null): LayeredReplica {
  const replica = new LayeredReplica()
  const change = emptyChange('bureau', false)
  const rows = new Map([[kid, { id: kid, ver: 1, revoked_at }]])
  change.tables.set(DEVICE_KEY, { cols: [], rows, gone: new Set() })
  replica.apply([change])
  return replica
}

describe('the words that are compared', () => {
  test('are those that the bureau makes of the same phone and code', async () => {
    expect(await sixWords('0123-4567-89ab-cdef', 'phone-1', JWK)).toEqual([
      '静茶',
      '新草',
      '蓝云',
      '大茶',
      '深碗',
      '金糖',
    ])
  })

  test('are others for another phone, another code, another key', async () => {
    const words = new Set<string>()
    for (const [code, device, x] of [
      ['0123-4567-89ab-cdef', 'phone-1', JWK.x],
      ['0123-4567-89ab-cdeg', 'phone-1', JWK.x],
      ['0123-4567-89ab-cdef', 'phone-2', JWK.x],
      ['0123-4567-89ab-cdef', 'phone-1', JWK.y],
    ] as const)
      words.add((await sixWords(code, device, { ...JWK, x })).join(' '))
    expect(words.size).toBe(4)
  })
})

test('a code is taken as scanned and as people type it', () => {
  expect(tidyCode(' DE1:0123-4567-89AB-CDEF\n')).toBe('0123456789abcdef')
  expect(tidyCode('O1Il 23')).toBe('011123')
})

describe('this phone asks to be enrolled', () => {
  test('with a proof by its own key, and the same again until the desk has said', async () => {
    const { ask, asked } = bureau('asked')
    const attempt = await beginAttempt({ device: 'e1', replica: new LayeredReplica() }, 'DE1:AB-CD')

    const answer = await askOnce('e1', attempt, ask)

    expect(answer).toMatchObject({ ok: true, value: 'asked' })
    expect(asked).toEqual([
      {
        ...{ code: 'abcd', device: 'e1', jwk: (await deviceKey('e1')).publicJwk },
        proof: expect.stringMatching(/^[\w-]{86}$/) as string,
      },
    ])
  })

  test('by a new key where its own was revoked, and goes by that one only once confirmed', async () => {
    const own = await deviceKey('e2')
    const parts = { device: 'e2', replica: holding(own.kid, '2026-11-23T02:00:00Z') }
    const attempt = await beginAttempt(parts, 'abcd')

    await askOnce('e2', attempt, bureau('asked').ask)
    expect((await deviceKey('e2')).kid).toBe(own.kid)

    const { ask, asked } = bureau('confirmed')
    await askOnce('e2', attempt, ask)
    const told = fieldsOf(fieldsOf(asked[0]).get('jwk'))
    const [crv, kty, x, y] = ['crv', 'kty', 'x', 'y'].map((name) => textIn(told, name) ?? '')
    expect((await deviceKey('e2')).kid).toBe(
      await kidOf({ crv: crv ?? '', kty: kty ?? '', x: x ?? '', y: y ?? '' }),
    )
    expect((await deviceKey('e2')).kid).not.toBe(own.kid)
  })
})
