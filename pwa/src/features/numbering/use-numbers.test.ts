import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createApp, effectScope, shallowRef, type EffectScope } from 'vue'
import { clientKey } from '@/features/replica/public'
import type { Client } from '@/sync/client'
import { Office } from '@/sync/testing/office'
import { useNumbers, type Numbers } from './use-numbers'

const ON = '2026-11-23'
let office: Office
let phone: Client
let scope: EffectScope
let numbers: Numbers

beforeEach(async () => {
  office = new Office()
  const row = {
    ...{ id: 'l1', ver: 1, series_id: 's', kind: 'assistance', branch_id: 'b', year: 2026 },
    ...{ pattern: '东环助（长安）〔{year}〕{n}号', expires_on: '2026-12-31', state: 'open' },
    ...{ first: 1, last: 5, next: 1 },
  }
  office.bureau.put('number_lease', row, ['device:d1'])
  phone = await office.phone()
  await phone.syncNow()
  office.online = false
  const app = createApp({})
  app.provide(clientKey, shallowRef(phone))
  scope = effectScope()
  numbers = scope.run(() => app.runWithContext(useNumbers)) as Numbers
})

afterEach(() => {
  scope.stop()
  office.closePhones()
})

test('the rest goes back in one command, and nothing of it is left', async () => {
  expect([numbers.left('assistance', ON), numbers.isLow('assistance', ON)]).toEqual([5, false])

  await numbers.giveBack('assistance', ON)

  expect(phone.outbox().at(-1)?.body).toContain('"name":"number.return"')
  expect(numbers.next('assistance', ON)).toBeNull()
})

test('a spoilt number is made void with its reason, and the one after it comes next', async () => {
  await numbers.voidNext('assistance', ON, '写坏了')

  expect(phone.outbox().at(-1)?.body).toContain('"args":{"n":1,"reason":"写坏了"}')
  expect(numbers.next('assistance', ON)).toBe('东环助（长安）〔2026〕2号')
})

test('more are asked for once, however often somebody taps', async () => {
  await numbers.ask('assistance', ON)
  await numbers.ask('assistance', ON)

  expect(numbers.isAsked('assistance', ON)).toBe(true)
  expect(phone.outbox()).toHaveLength(1)
})
