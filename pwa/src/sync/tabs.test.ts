import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { tamper } from '@/sync/testing/database'
import { note, Office, textsOf } from '@/sync/testing/office'

let office: Office

beforeEach(() => {
  office = new Office()
})

afterEach(() => {
  office.closePhones()
  vi.restoreAllMocks()
})

/** Hold all requests for such a path until `thaw`; after `others` only those that came before. */
function freezeAt(part: string, when: 'onArrival' | 'onAnswer') {
  let [reach, thaw] = [() => {}, () => {}]
  const reached = new Promise<void>((resolve) => (reach = resolve))
  const thawed = new Promise<void>((resolve) => (thaw = resolve))
  let isFreezing = true
  office[when] = (path) => {
    if (!isFreezing || !path.includes(part)) return undefined
    reach()
    return thawed
  }
  const others = () => {
    isFreezing = false
  }
  return { reached, others, thaw: () => thaw() }
}

function textsAtBureau(scope: string): unknown[] {
  const rows = office.bureau.feed(scope).rows()
  return rows.map(({ row }) => row['text']).sort()
}

describe('a tab that freezes and wakes after another one has done the work', () => {
  beforeEach(() => {
    office.deaf = true
  })

  test('in the middle of a snapshot writes nothing over it', async () => {
    office.bureau.snapshotFrom = 20
    for (let n = 0; n < 60; n += 1)
      office.bureau.put('note', { id: `n${n}`, ver: n, text: `${n}` }, ['town:1'])
    const frozen = await office.phone()
    const freeze = freezeAt('/snapshots/', 'onArrival')
    const sleep = frozen.syncNow()
    await freeze.reached
    freeze.others()

    office.bureau.now += 10 * 60_000
    const awake = await office.phone()
    await awake.syncNow()
    const { scopes } = office.bureau
    office.bureau.scopes = ['bureau']
    await awake.syncNow()
    office.bureau.scopes = scopes
    office.online = false
    freeze.thaw()
    await sleep
    expect(await tamper(office.person, (db) => db.count('chunks'))).toBe(0)

    office.online = true
    await frozen.syncNow()
    await awake.syncNow()
    expect(textsOf(frozen)).toEqual(textsAtBureau('town:1'))
    expect(textsOf(awake)).toEqual(textsAtBureau('town:1'))
  })

  test('in the middle of a repair writes nothing over it', async () => {
    for (let n = 0; n < 20; n += 1)
      office.bureau.put('note', { id: `n${n}`, ver: n, text: `${n}` }, ['town:1'])
    const frozen = await office.phone()
    await frozen.syncNow()
    office.bureau.feed('town:1').slip('note', 'n3', { id: 'n3', ver: 50, text: 'slipped' })
    const freeze = freezeAt('/repair', 'onAnswer')
    const sleep = frozen.syncNow()
    await freeze.reached
    freeze.others()

    office.bureau.now += 10 * 60_000
    const awake = await office.phone()
    await awake.syncNow()
    office.bureau.put('note', { id: 'n3', ver: 99, text: 'newer' }, ['town:1'])
    await awake.syncNow()
    office.online = false
    freeze.thaw()
    await sleep
    expect(textsOf(await office.phone())).toEqual(textsAtBureau('town:1'))

    office.online = true
    await frozen.syncNow()
    expect(textsOf(frozen)).toEqual(textsAtBureau('town:1'))
  })

  test('does not take what it missed for a hole in the chain', async () => {
    const left = await office.phone()
    await left.syncNow()
    const right = await office.phone()
    await right.syncNow()
    office.online = false
    await right.issue(note('n1', 'unheard'))
    await right.issue(note('n2', 'unheard too'))
    await left.issue(note('n3', 'own'))
    office.online = true

    await left.syncNow()

    expect(left.outbox().map(({ name }) => name)).toEqual(['note.add', 'note.add', 'note.add'])
    expect([...office.bureau.effects.values()]).toEqual([1, 1, 1])
  })
})

test('a tab reads from the store what another one started from chunks', async () => {
  office.bureau.snapshotFrom = 20
  for (let n = 0; n < 60; n += 1)
    office.bureau.put('note', { id: `n${n}`, ver: n, text: `${n}` }, ['town:1'])
  office.online = false
  const [left, right] = [await office.phone(), await office.phone()]
  await Promise.all([left.syncNow(), right.syncNow()])
  const told = vi.spyOn(globalThis, 'structuredClone')
  office.online = true

  await left.syncNow()

  await vi.waitFor(() => expect(textsOf(right)).toEqual(textsAtBureau('town:1')))
  const notes = told.mock.calls.map(([note]) => note)
  expect(notes).toContainEqual(expect.objectContaining({ kind: 'commit', tellsAll: false }))
  expect(notes.filter((note) => JSON.stringify(note).includes('"rows"'))).toEqual([])
})

test('both tabs go by the new device after the store was found lost', async () => {
  office.bureau.heads.set('d1', 4)
  const [left, right] = [await office.phone(), await office.phone()]

  await left.syncNow()
  await right.issue(note('n1', 'right'))
  await right.syncNow()

  expect(right.device).toBe(left.device)
  expect(office.bureau.ledger.get(left.device)).toHaveLength(1)
  expect(right.status().cleared?.lost).toEqual({ from: 1, to: 4 })
})
