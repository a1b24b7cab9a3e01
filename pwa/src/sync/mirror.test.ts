import 'fake-indexeddb/auto'
import { expect, test, vi } from 'vitest'
import { NO_KEYS } from '@/core/bureau-keys'
import { openStore } from '@/sync/indexed'
import { Mirror } from '@/sync/mirror'
import { NO_PROGRESS } from '@/sync/meta'
import { sealsFor } from '@/sync/testing/seals'

const opening = { device: 'd1', keys: NO_KEYS, marker: null, kept: [], now: 0 }

test('notes that come while everything is read again are known when it has been read', async () => {
  const store = openStore('mirror', { seals: await sealsFor('mirror'), toBureau: null })
  const mirror = new Mirror(store, opening)
  await mirror.reload()
  const { fence = 0 } = (await store.takeLease('another tab', 0, true)) ?? {}
  const load = vi.spyOn(store, 'load')

  const heard: Promise<void>[] = []
  for (const idled of [1, 2, 3]) {
    const commit = { progress: { ...NO_PROGRESS, idled } }
    const done = await store.commit(fence, 0, commit)
    if (idled > 1) heard.push(mirror.hear({ commit, done, tellsAll: idled > 2 }))
  }
  heard.push(mirror.standAt({ fence, rev: 3, nextSeq: 1 }))
  await Promise.all(heard)

  expect([mirror.rev, mirror.progress.idled]).toEqual([3, 3])
  expect(load).toHaveBeenCalledTimes(1)
  store.close()
})
