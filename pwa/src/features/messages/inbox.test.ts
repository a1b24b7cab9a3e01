import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Client } from '@/sync/client'
import { Office } from '@/sync/testing/office'
import { linkOf, noteRead, ownMessages, unreadOf } from './inbox'
import { MESSAGE, type MessageRow } from './rows'

const ME = 'officer-1'
const NOW = new Date('2026-11-23T02:00:00Z')
let office: Office
let phone: Client

function message(id: string, known: Partial<MessageRow> = {}): MessageRow {
  return {
    ...{ id, ver: 1, person_id: ME, kind: 'nudge', title: '请抓紧', words: '', link: '/' },
    ...{ sender_id: null, created_at: '2026-11-23T01:00:00Z', read_at: null, ...known },
  }
}

function rows(): readonly MessageRow[] {
  return phone.replica.table(MESSAGE).all()
}

beforeEach(async () => {
  office = new Office()
  for (const id of ['m1', 'm2']) office.bureau.put('message', { ...message(id) }, ['device:d1'])
  phone = await office.phone()
  await phone.syncNow()
  office.online = false
})

afterEach(() => {
  office.closePhones()
})

test('the latest stands first, and what a principal was told is not mine', () => {
  const all = [
    message('a', { created_at: '2026-11-20T01:00:00Z' }),
    message('b', { created_at: '2026-11-22T01:00:00Z' }),
    message('c', { person_id: 'principal' }),
  ]

  expect(ownMessages(all, ME).map(({ id }) => id)).toEqual(['b', 'a'])
})

test('what is read with no network is read here at once, and goes up as one command', async () => {
  expect(await noteRead(phone, rows(), ME, NOW)).toBe(true)

  expect(unreadOf(rows(), ME)).toEqual([])
  const [entry] = phone.outbox()
  expect(entry?.body).toContain(
    '"args":{"messages":["m2","m1"],"read_at":"2026-11-23T02:00:00.000Z"}',
  )
  expect(entry?.entity).toBe(ME)
})

test('what was read already is said once only', async () => {
  await noteRead(phone, rows(), ME, NOW)
  await noteRead(phone, rows(), ME, NOW)

  expect(phone.outbox()).toHaveLength(1)
})

test.each([
  ['/visits/v1', '/visits/v1'],
  ['', null],
  ['https://elsewhere.example/', null],
  ['//elsewhere.example/', null],
])('a message with the link %j leads to %j', (link, place) => {
  expect(linkOf(message('m', { link }))).toBe(place)
})
