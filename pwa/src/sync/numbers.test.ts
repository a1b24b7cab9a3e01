import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '@/sync/client'
import type { NumberedWish } from '@/sync/issuing'
import { cityDay, isLow, NUMBER_LEASE, remaining, type PickedNumber } from '@/sync/numbers'
import { evict, tamper } from '@/sync/testing/database'
import { Files } from '@/sync/testing/files'
import { note, Office } from '@/sync/testing/office'

let office: Office

beforeEach(() => {
  office = new Office()
  lease('l1', { first: 1, last: 3 })
})

afterEach(() => {
  office.closePhones()
})

function lease(id: string, more: Record<string, unknown>) {
  const row = {
    ...{ id, ver: 1, series_id: 's', kind: 'assistance', branch_id: 'b', year: 2026 },
    ...{ pattern: '东环助（长安）〔{year}〕{n}号', expires_on: '2026-12-31', state: 'open' },
    ...{ first: 1, last: 20, next: 1, ...more },
  }
  office.bureau.put('number_lease', row, ['device:d1'])
}

function numbered(on = '2026-11-23', kind = 'assistance', more = {}): NumberedWish {
  const make = ({ leaseId, n, text }: PickedNumber) =>
    note(`act-${n}`, text, { args: { lease_id: leaseId, n, text }, ...more })
  return { number: { kind, on }, make }
}

async function give(phone: Client, ...wish: Parameters<typeof numbered>): Promise<string> {
  const issued = await phone.issue(numbered(...wish))
  if (!issued.ok) return issued.reason
  const { args }: { args: { text: string } } = JSON.parse(issued.entry.body)
  return args.text
}

const left = (phone: Client, year = 2026) =>
  remaining(phone.replica.table(NUMBER_LEASE).all(), phone.numbers(), { kind: 'assistance', year })

describe('a phone with a block of numbers, without any network', () => {
  let phone: Client

  beforeEach(async () => {
    phone = await office.phone()
    await phone.syncNow()
    office.online = false
  })

  test('gives the next one with the command that bears it', async () => {
    expect(await give(phone)).toBe('东环助（长安）〔2026〕1号')
    expect(await give(phone)).toBe('东环助（长安）〔2026〕2号')
    expect(left(phone)).toBe(1)
  })

  test('goes on where it was after a restart', async () => {
    await give(phone)
    phone.close()

    expect(await give(await office.phone())).toBe('东环助（长安）〔2026〕2号')
  })

  test('gives none twice after its whole store was lost and came back from the copy', async () => {
    office.files = new Files()
    phone.close()
    const copied = await office.phone()
    await give(copied)
    office.online = true
    await copied.syncNow()
    office.online = false
    await give(copied)
    copied.close()
    await evict(office.person)

    office.online = true
    const again = await office.phone()
    await again.syncNow()

    expect(await give(again)).toBe('东环助（长安）〔2026〕3号')
  })

  test('says that none is left, saves nothing, and gives one again after the next block', async () => {
    for (let n = 0; n < 3; n += 1) await give(phone)

    expect(await give(phone)).toBe('no number')
    expect(phone.made()).toBe(3)

    office.online = true
    lease('l2', { first: 21, last: 40, next: 21 })
    await phone.syncNow()
    expect(await give(phone)).toBe('东环助（长安）〔2026〕21号')
  })

  test('has none of another kind, and none of another year', async () => {
    expect(await give(phone, '2026-11-23', 'exemption')).toBe('no number')
    expect(await give(phone, '2027-01-01')).toBe('no number')
  })

  test('passes into the next year with the numbers that it carries', async () => {
    office.online = true
    lease('l9', { year: 2027, expires_on: '2027-12-31' })
    await phone.syncNow()
    office.online = false

    expect(await give(phone, '2026-12-31')).toBe('东环助（长安）〔2026〕1号')
    expect(await give(phone, '2027-01-01')).toBe('东环助（长安）〔2027〕1号')
  })

  test('uses no number up when the command cannot be saved', async () => {
    expect(await give(phone, '2026-11-23', 'assistance', { blobs: ['gone'] })).toBe('blob missing')

    expect(await give(phone)).toBe('东环助（长安）〔2026〕1号')
  })

  test('gives the rest of a block back in one command, and none of it afterwards', async () => {
    await give(phone)

    const returned = await phone.issue({
      rest: 'l1',
      giveBack: (from) => note('l1', 'rest', { name: 'number.return', args: { from } }),
    })

    expect(returned.ok && returned.entry.body).toContain('"args":{"from":2}')
    expect(await give(phone)).toBe('no number')
    expect(left(phone)).toBe(0)
  })

  test('gives nothing of a block that the bureau has closed', async () => {
    office.online = true
    lease('l1', { ver: 2, last: 3, state: 'closed' })
    await phone.syncNow()

    expect(await give(phone)).toBe('no number')
  })

  test('gives no number that the bureau has seen already, whatever its own chain says', async () => {
    office.online = true
    lease('l1', { ver: 2, last: 3, next: 3 })
    await phone.syncNow()

    expect(await give(phone)).toBe('东环助（长安）〔2026〕3号')
  })
})

test('two tabs that do not hear each other never give one number twice', async () => {
  office.deaf = true
  lease('l1', { ver: 2, first: 1, last: 20 })
  const tabs = [await office.phone(), await office.phone()]
  for (const tab of tabs) await tab.syncNow()
  office.online = false

  const given = await Promise.all(
    [...tabs, ...tabs, ...tabs, ...tabs, ...tabs, ...tabs].map((tab) => give(tab)),
  )

  expect(new Set(given).size).toBe(12)
  const chain = await tamper(office.person, (db) => db.get('meta', 'chain'))
  expect(chain?.value).toMatchObject({ nextSeq: 13, numbers: { l1: 13 } })
})

test('a tab that hears of the other gives the number after it', async () => {
  const [one, other] = [await office.phone(), await office.phone()]
  await one.syncNow()
  await give(one)

  expect(other.numbers()).toEqual({ l1: 2 })
  expect(await give(other)).toBe('东环助（长安）〔2026〕2号')
})

test('a store from before there were numbers goes on', async () => {
  const phone = await office.phone()
  await phone.syncNow()
  await phone.issue(note('a', 'before'))
  phone.close()
  await tamper(office.person, async (db) => {
    const record = await db.get('meta', 'chain')
    if (record?.key !== 'chain') throw new Error('no chain')
    const { nextSeq, head } = record.value
    await db.put('meta', { key: 'chain', value: { nextSeq, head } })
  })

  expect(await give(await office.phone())).toBe('东环助（长安）〔2026〕1号')
})

test('what was given reaches the bureau as it was written', async () => {
  const phone = await office.phone()
  await phone.syncNow()
  const text = await give(phone)
  await phone.syncNow()

  expect(office.requests.some(({ body }) => body.includes(text))).toBe(true)
  expect(office.bureau.ledger.get('d1')).toHaveLength(1)
})

test('the day is the one of the city, wherever the phone believes to be', () => {
  expect(cityDay(new Date('2026-12-31T15:59:59Z'))).toBe('2026-12-31')
  expect(cityDay(new Date('2026-12-31T16:00:00Z'))).toBe('2027-01-01')
})

test('few are fewer than a quarter of a block', () => {
  expect([4, 5].map(isLow)).toEqual([true, false])
})
