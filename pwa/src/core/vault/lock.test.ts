import 'fake-indexeddb/auto'
import { beforeEach, expect, test, vi, afterEach } from 'vitest'
import {
  choosePin,
  isOpenFor,
  lock,
  lockState,
  PIN_HOURS,
  PIN_TRIES,
  resume,
  theSeals,
} from './lock'
import { openVaultOf } from './testing/open-vault'

const HOUR_MS = 3600 * 1000

beforeEach(async () => {
  vi.useFakeTimers()
  await openVaultOf('p1')
})

afterEach(() => {
  vi.useRealTimers()
})

test('without a PIN locking lets go of the key', () => {
  lock()

  expect(lockState.value).toBe('closed')
  expect(resume('123456')).toBe('closed')
})

test('a PIN resumes what was locked, and nothing opens before', () => {
  choosePin('135790')
  lock()

  expect(lockState.value).toBe('paused')
  expect(isOpenFor('p1')).toBe(false)
  expect(() => theSeals()).toThrow()
  expect(resume('135791')).toBe('wrong')
  expect(resume('135790')).toBe('open')
  expect(isOpenFor('p1')).toBe(true)
})

test('the tenth wrong PIN in a row lets go of the key', () => {
  choosePin('135790')
  lock()
  for (let n = 1; n < PIN_TRIES; n += 1) expect(resume('000000')).toBe('wrong')

  expect(resume('000000')).toBe('closed')

  expect(resume('135790')).toBe('closed')
  expect(lockState.value).toBe('closed')
})

test('a right PIN in between gives ten tries again', () => {
  choosePin('135790')
  for (let round = 0; round < 2; round += 1) {
    lock()
    for (let n = 1; n < PIN_TRIES; n += 1) resume('000000')
    expect(resume('135790')).toBe('open')
  }
})

test('after twelve hours only the passphrase opens', () => {
  choosePin('135790')
  lock()
  vi.advanceTimersByTime(PIN_HOURS * HOUR_MS - 1)
  expect(lockState.value).toBe('paused')

  vi.advanceTimersByTime(1)

  expect(resume('135790')).toBe('closed')
})
