import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deviceKey } from '@/core/device-key'
import type { DeviceKeyRow } from '@/features/devices/public'
import type { PersonRow } from '@/features/organisation/public'
import type { Client } from '@/sync/client'
import { Office } from '@/sync/testing/office'
import { agree, decline } from './answering'
import { judgeAnswer, type Judged } from './judging'
import { makeQuestion } from './making'
import { readQuestion, type Question } from './reading'

const NOW = new Date('2026-11-23T02:00:00Z')
const ASKED: Question = {
  ...{ registrationId: 'r1', essenceHash: 'ab'.repeat(32), enterpriseName: '明丰五金厂' },
  ...{ code: '91441900MA4W12345X', outcome: 'registration_form', act: 'decision' },
  ...{ decidedOn: '2026-11-23', leadId: 'lead', projectName: '扩建项目' },
}

let office: Office
let phone: Client

beforeEach(async () => {
  office = new Office()
  office.online = false
  phone = await office.phone()
})

afterEach(() => {
  office.closePhones()
})

async function keys(owner: string, revoked: string | null = null) {
  const { kid, publicJwk } = await deviceKey(phone.device)
  const row: DeviceKeyRow = {
    ...{ id: kid, ver: 1, device_id: phone.device, person_id: owner, branch_id: 'b1' },
    ...{ jwk: publicJwk, valid_from: '', valid_to: null, revoked_at: revoked, revoked_reason: '' },
  }
  return new Map([[kid, row]])
}

function personOf(id: string): PersonRow {
  const active = id !== 'gone'
  return { id, ver: 1, name: id, initials: '', branch_id: 'b1', role: 'officer', active }
}

async function answer(question = ASKED): Promise<string> {
  const answered = await agree(phone, question, NOW)
  return answered.ok ? answered.text : ''
}

const fault = (why: string) => ({ ok: false, fault: why }) as Judged

describe('two phones without a network', () => {
  test('what the lead shows is what the co-officer reads', () => {
    expect(readQuestion(makeQuestion(ASKED))).toEqual(ASKED)
  })

  test('the co-officer answers, keeps it to be sent, and the lead knows whose yes it is', async () => {
    const text = await answer()

    expect(await judgeAnswer(text, ASKED, await keys('co'), personOf)).toEqual({
      ok: true,
      personId: 'co',
    })
    const body = JSON.parse(phone.outbox()[0]?.body ?? '') as Record<string, unknown>
    expect(body).toMatchObject({
      ...{ name: 'registration.confirm', version: 1, entity: 'r1' },
      args: { essence_hash: ASKED.essenceHash, agrees: true, reason: '' },
    })
  })

  test('a no is kept with its reason', async () => {
    expect((await decline(phone, ASKED, '材料不全')).ok).toBe(true)

    const body = JSON.parse(phone.outbox()[0]?.body ?? '') as { args: unknown }
    expect(body.args).toEqual({
      essence_hash: ASKED.essenceHash,
      agrees: false,
      reason: '材料不全',
    })
  })

  test('a yes to what was changed since is none', async () => {
    const text = await answer({ ...ASKED, essenceHash: 'cd'.repeat(32) })

    expect(await judgeAnswer(text, ASKED, await keys('co'), personOf)).toEqual(fault('other_act'))
  })

  test.each([
    ['lead', null, 'own'],
    ['gone', null, 'gone'],
    ['co', '2026-11-23T01:00:00Z', 'revoked'],
  ])('a yes by the phone of %s (revoked: %s) is refused as %s', async (owner, revoked, why) => {
    const text = await answer()

    expect(await judgeAnswer(text, ASKED, await keys(owner, revoked), personOf)).toEqual(fault(why))
  })

  test('a phone that is not known yet, another code and a poem are told apart', async () => {
    const known = await keys('co')
    const judged = async (text: string, by = known) => judgeAnswer(text, ASKED, by, personOf)
    const text = await answer()

    expect(await judged(text, new Map())).toEqual(fault('unknown'))
    expect(await judged(makeQuestion(ASKED))).toEqual(fault('other_code'))
    expect(await judged('床前明月光')).toEqual(fault('other_code'))
    expect(await judged(`${text.slice(0, -9)}${text.slice(-6)}`)).toMatchObject({ ok: false })
  })
})
