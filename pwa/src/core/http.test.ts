import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { proveBy, request, requestBytes } from '@/core/http'

let server: Server | undefined

afterEach(() => {
  server?.close()
  server = undefined
})

async function bureau(listener: RequestListener): Promise<string> {
  const started = createServer(listener)
  server = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`
}

describe('a long body', () => {
  const LONG = { words: '环境'.repeat(2000) }

  async function seenBy(answers: Record<string, string>[]): Promise<string[]> {
    const seen: string[] = []
    const root = await bureau((asked, reply) => {
      void textOf(asked).then((text) => {
        seen.push(text)
        reply.writeHead(200, answers[seen.length - 1] ?? {})
        reply.end('{}')
      })
    })
    while (seen.length < answers.length) await request('POST', `${root}/api/sync`, LONG)
    return seen
  }

  test('goes packed once the bureau has said that it reads such, and arrives the same', async () => {
    const said = { 'Accept-Encoding': 'gzip' }

    const [first, second] = await seenBy([said, said])

    expect(first).toBe(JSON.stringify(LONG))
    expect(second).toBe(`gzip ${JSON.stringify(LONG)}`)
  })

  test('is said to be under way once it is packed, before anything of its answer is here', async () => {
    await seenBy([{ 'Accept-Encoding': 'gzip' }])
    const told: string[] = []
    const root = await bureau((_, reply) => {
      told.push('arrived')
      reply.end('{}')
    })

    const answered = request('POST', `${root}/api/sync`, LONG, () => told.push('under way'))
    expect(told).toEqual([])
    await answered

    expect(told).toEqual(['under way', 'arrived'])
  })

  test('goes plain again after an answer that no longer says so', async () => {
    const seen = await seenBy([{ 'Accept-Encoding': 'gzip' }, {}, {}])

    expect(seen[1]).toMatch(/^gzip /)
    expect(seen[2]).toBe(JSON.stringify(LONG))
  })
})

describe('bytes that arrive', () => {
  test('are told of as they come, of how many where the bureau says so', async () => {
    const parts = ['a'.repeat(1000), 'b'.repeat(500)] as const
    const root = await bureau((_asked, reply) => {
      reply.writeHead(200, { 'Content-Length': 1500, 'Content-Type': 'application/pdf' })
      reply.write(parts[0])
      reply.end(parts[1])
    })
    const told: (readonly [number, number | null])[] = []

    const answer = await requestBytes(`${root}/report`, (...so) => told.push(so))

    expect(answer.ok && (await answer.value.text())).toBe(parts.join(''))
    expect(answer.ok && answer.value.type).toBe('application/pdf')
    expect(told.at(-1)).toEqual([1500, 1500])
  })

  test('without a length are told of without one', async () => {
    const root = await bureau((_asked, reply) => {
      reply.writeHead(200)
      reply.write('a')
      reply.end('b')
    })
    const told: (number | null)[] = []

    await requestBytes(`${root}/report`, (_received, total) => told.push(total))

    expect(new Set(told)).toEqual(new Set([null]))
  })

  test('that break off are no answer', async () => {
    const root = await bureau((_asked, reply) => {
      reply.writeHead(200, { 'Content-Length': 1500 })
      reply.write('a', () => reply.destroy())
    })

    const answer = await requestBytes(`${root}/report`, () => undefined)

    expect(answer).toEqual({ ok: false, kind: 'network' })
  })
})

describe('a session whose token grew stale', () => {
  /** A bureau that refuses with this code until the phone has proven itself. */
  async function asked(code: string, proves: boolean): Promise<[number, number]> {
    let [reached, proofs, isProven] = [0, 0, false]
    proveBy(() => {
      proofs += 1
      isProven = proves
      return Promise.resolve(proves)
    })
    const root = await bureau((_, reply) => {
      reached += 1
      reply.writeHead(isProven ? 200 : 401)
      reply.end(JSON.stringify({ code }))
    })
    const answer = await request('POST', `${root}/api/sync`, { n: 1 })
    expect(answer.ok).toBe(isProven)
    return [reached, proofs]
  }

  test('goes on once the phone has proven itself', async () => {
    expect(await asked('401.290', true)).toEqual([2, 1])
  })

  test('is told as ended where it cannot', async () => {
    expect(await asked('401.290', false)).toEqual([1, 1])
  })

  test('is not mistaken for one that the bureau ended', async () => {
    expect(await asked('401.00', true)).toEqual([1, 0])
  })
})

/** The text of a request, marked when it came packed. */
async function textOf(asked: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of asked) parts.push(part as Buffer)
  const bytes = Buffer.concat(parts)
  const isPacked = asked.headers['content-encoding'] === 'gzip'
  return isPacked ? `gzip ${gunzipSync(bytes).toString()}` : bytes.toString()
}

describe('a request', () => {
  test('gives the parsed answer of the bureau', async () => {
    const root = await bureau((_, reply) => reply.end('{"epoch":"e1"}'))

    expect(await request('GET', `${root}/api/session`)).toEqual({
      ok: true,
      status: 200,
      value: { epoch: 'e1' },
    })
  })

  test('shows with its own header that a change comes from this app', async () => {
    const root = await bureau((asked, reply) =>
      reply.end(JSON.stringify({ mark: asked.headers['x-doorstep'] })),
    )

    const change = await request('POST', `${root}/api/session`, { name: 'officer' })
    const look = await request('GET', `${root}/api/session`)

    expect(change).toMatchObject({ value: { mark: '1' } })
    expect(look).toMatchObject({ value: {} })
  })

  test('gives the words of a refusal and the seconds to wait', async () => {
    const root = await bureau((_, reply) => {
      reply.writeHead(429, { 'Retry-After': '7' })
      reply.end('{"code":"429.01","title":"请求太多","detail":"请稍候再试","status":429}')
    })

    expect(await request('POST', `${root}/api/session`, {})).toEqual({
      ok: false,
      kind: 'refused',
      status: 429,
      problem: { code: '429.01', title: '请求太多', detail: '请稍候再试' },
      retryAfter: 7,
    })
  })

  test('counts a refusal without our words as a refusal with empty words', async () => {
    const root = await bureau((_, reply) => {
      reply.writeHead(502)
      reply.end('<html>bad gateway</html>')
    })

    expect(await request('GET', `${root}/api/session`)).toMatchObject({
      kind: 'refused',
      status: 502,
      problem: { code: '', title: '', detail: '' },
      retryAfter: null,
    })
  })

  test('counts a stopped bureau as no network, without throwing', async () => {
    const root = await bureau((_, reply) => reply.end())
    server?.close()

    expect(await request('GET', `${root}/api/session`)).toEqual({ ok: false, kind: 'network' })
  })

  test('counts a foreign page in place of JSON as no network', async () => {
    const root = await bureau((_, reply) => reply.end('<html>welcome to our hotel</html>'))

    expect(await request('GET', `${root}/api/session`)).toEqual({ ok: false, kind: 'network' })
  })

  test('gives an empty answer as null', async () => {
    const root = await bureau((_, reply) => {
      reply.writeHead(204)
      reply.end()
    })

    expect(await request('DELETE', `${root}/api/session`)).toEqual({
      ok: true,
      status: 204,
      value: null,
    })
  })

  test('brings bytes as they are', async () => {
    const root = await bureau((_, reply) => reply.end(Buffer.from([255, 216, 0])))

    const answer = await requestBytes(`${root}/api/blobs/x`)

    expect(answer.ok && new Uint8Array(await answer.value.arrayBuffer())).toEqual(
      new Uint8Array([255, 216, 0]),
    )
  })
})
