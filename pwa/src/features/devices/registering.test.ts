import 'fake-indexeddb/auto'
import { describe, expect, test } from 'vitest'
import { deviceKey } from '@/core/device-key'
import type { Answer, Request } from '@/core/http'
import { emptyChange } from '@/sync/change'
import { LayeredReplica } from '@/sync/replica'
import { registerKey } from './registering'
import { DEVICE_KEY } from './rows'

/** A bureau that answers as told and remembers what it was asked. */
function bureau(answer: Answer<unknown>): { ask: Request; asked: unknown[] } {
  const asked: unknown[] = []
  const ask: Request = (method, path, body) => {
    asked.push([method, path, body])
    return Promise.resolve(answer)
  }
  return { ask, asked }
}

const TAKEN: Answer<unknown> = { ok: true, value: {}, status: 200 }
const REFUSED: Answer<unknown> = {
  ...{ ok: false, kind: 'refused', status: 403, retryAfter: null },
  problem: { code: '403.131', title: '', detail: '' },
}

async function phone(device: string, revoked?: string | null) {
  const { kid, publicJwk } = await deviceKey(device)
  const replica = new LayeredReplica()
  if (revoked !== undefined) {
    const change = emptyChange('bureau', false)
    const row = { id: kid, ver: 1, jwk: publicJwk, revoked_at: revoked }
    change.tables.set(DEVICE_KEY, { cols: [], rows: new Map([[kid, row]]), gone: new Set() })
    replica.apply([change])
  }
  return { device, replica, kid }
}

describe('this phone tells the bureau its key', () => {
  test('with a proof that it holds it', async () => {
    const { ask, asked } = bureau(TAKEN)
    const own = await phone('p1')

    expect(await registerKey(own, ask)).toBe('told')

    expect(asked).toEqual([
      [
        'POST',
        '/api/devices/key',
        {
          device: 'p1',
          jwk: (await deviceKey('p1')).publicJwk,
          proof: expect.stringMatching(/^[\w-]{86}$/) as string,
        },
      ],
    ])
  })

  test('and not again when the rows have it', async () => {
    const { ask, asked } = bureau(TAKEN)

    expect(await registerKey(await phone('p2', null), ask)).toBe('known')
    expect(asked).toEqual([])
  })

  test('later, when nobody answers; until then it works with the key that it has', async () => {
    const { ask } = bureau({ ok: false, kind: 'network' })
    const own = await phone('p3')

    expect(await registerKey(own, ask)).toBe('later')
    expect((await deviceKey('p3')).kid).toBe(own.kid)
  })

  test('after a revocation a new one, and goes by it only when the bureau took it', async () => {
    const own = await phone('p4', '2026-11-23T02:00:00Z')

    expect(await registerKey(own, bureau(REFUSED).ask)).toBe('refused')
    expect((await deviceKey('p4')).kid).toBe(own.kid)

    expect(await registerKey(own, bureau(TAKEN).ask)).toBe('told')
    expect((await deviceKey('p4')).kid).not.toBe(own.kid)
  })
})
