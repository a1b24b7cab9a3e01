import 'fake-indexeddb/auto'
import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterEach, test } from 'vitest'
import { Replay, type Trace } from '@/sync/testing/replaying'

const FOLDER = new URL('../../../sync/vectors/traces/', import.meta.url)
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json.gz'))
const realFetch = globalThis.fetch

function traceIn(name: string): Trace {
  return JSON.parse(gunzipSync(readFileSync(new URL(name, FOLDER))).toString()) as Trace
}

afterEach(() => {
  globalThis.fetch = realFetch
})

test.each(FILES)(
  'lives through the world of %s as the reference client did',
  async (name) => {
    const { phones, ...keys } = traceIn(name)
    for (const phone of phones) {
      const replay = new Replay(phone, keys)
      await replay.live()
      await replay.checkRows()
      replay.close()
    }
  },
  60_000,
)
