import { describe, expect, test } from 'vitest'
import type { SyncStatus } from '@/core/sync-status'
import { syncLine } from './sync-words'

const AT = new Date(2026, 10, 23, 10, 42).getTime()
const done: SyncStatus = {
  phase: 'idle',
  waiting: 0,
  photosLeft: 0,
  toReview: 0,
  confirmedAt: AT,
  stuck: false,
  mustUpdate: false,
  cleared: null,
  copy: 'kept',
}

describe('the sync line', () => {
  test('says that everything is confirmed, with the time', () => {
    expect(syncLine(done)).toMatchObject({ key: 'app.sync.confirmed', values: { at: '10:42' } })
  })

  test.each([
    { waiting: 1 },
    { photosLeft: 1 },
    { toReview: 1 },
    { confirmedAt: null },
    { phase: 'offline' as const },
    { phase: 'signin' as const },
  ])('does not say so with %o', (change) => {
    expect(syncLine({ ...done, ...change })?.key).not.toBe('app.sync.confirmed')
  })

  test('is loud when an offline phone holds something, and calm when it holds nothing', () => {
    expect(syncLine({ ...done, phase: 'offline', waiting: 2 })).toMatchObject({
      key: 'app.sync.offline',
      values: { n: 2 },
      loud: true,
    })
    expect(syncLine({ ...done, phase: 'offline' })).toMatchObject({
      key: 'app.sync.offlineEmpty',
      loud: false,
    })
  })

  test('says how many go up while sending', () => {
    expect(syncLine({ ...done, phase: 'sending', waiting: 3 })).toMatchObject({
      key: 'app.sync.sending',
      values: { n: 3 },
    })
  })

  test('asks for a new sign-in and says that what waits is safe', () => {
    expect(syncLine({ ...done, phase: 'signin', waiting: 2 })?.key).toBe('app.sync.signIn')
    expect(syncLine(done, { expired: true })?.key).toBe('app.sync.signInEmpty')
  })

  test('says that the text stands while photos still go up', () => {
    expect(syncLine({ ...done, photosLeft: 2, confirmedAt: null })).toMatchObject({
      key: 'app.sync.photos',
      values: { n: 2 },
    })
  })

  test('calls for help when good contacts do not move what waits', () => {
    expect(syncLine({ ...done, waiting: 2, stuck: true })).toMatchObject({
      key: 'app.sync.stuck',
      loud: true,
    })
  })

  test('asks for an update when the bureau no longer takes this version', () => {
    expect(syncLine({ ...done, mustUpdate: true })).toMatchObject({
      key: 'app.sync.updateEmpty',
      loud: true,
    })
  })

  test('says that a visit was begun and not completed, beside 全部已确认', () => {
    expect(syncLine(done, { unfinished: 1 })).toMatchObject({
      key: 'app.sync.confirmedUnfinished',
      values: { at: '10:42', n: 1 },
    })
  })

  test.each([
    ['none', 'app.sync.connectingEmpty'],
    ['missed', 'app.sync.offlineEmpty'],
    ['reached', 'app.sync.confirmed'],
  ] as const)('after a reload with contact %s says %s', (contact, key) => {
    expect(syncLine(done, { contact })?.key).toBe(key)
  })

  test('is silent before anything was ever sent', () => {
    expect(syncLine({ ...done, confirmedAt: null })).toBeNull()
  })
})
