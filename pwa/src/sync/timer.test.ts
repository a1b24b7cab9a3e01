/** Between two syncs a phone waits for as long as it must, and no longer. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { IDLE_MS } from '@/sync/loop'
import { note, Office, textsOf } from '@/sync/testing/office'

/** After two lost requests, where chance is in the middle. */
const PAUSE_MS = 3000
let office: Office

beforeEach(() => {
  office = new Office()
})

afterEach(() => {
  office.closePhones()
})

test('a pause that ends while a phone still looks whether it is over is over', async () => {
  const client = await office.phone()
  await client.syncNow()
  office.faults = ['drop request', 'drop request']
  await client.issue(note('n1', 'from the door'))
  await client.syncNow()
  expect(office.timer?.ms).toBe(PAUSE_MS)

  office.bureau.now += PAUSE_MS - 3
  office.msPerLook = 1
  const { timer } = office
  timer?.run()
  await vi.waitFor(() => expect(office.timer).not.toBe(timer))
  office.msPerLook = 0

  expect(office.timer?.ms).toBe(0)
  office.timer?.run()
  await client.syncNow()
  expect(textsOf(client)).toEqual(['from the door'])
  expect(office.bureau.feed('town:1').rows()).toHaveLength(1)
  expect(office.timer?.ms).toBe(IDLE_MS)
})
