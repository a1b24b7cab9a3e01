import { expect, test } from 'vitest'
import { writtenForm } from './act'
import { changesBetween, confirmAct, correctAct, correctableOf, withdrawAct } from './revising'
import { ownActs, reviewReasons, standingOf, waitingFor } from './standing'
import { anAct, anEntry, AT, aWholeForm, TRIAGED } from './testing'

const CHANGE = { by: 'p2', at: AT, reason: '写错了', title: '甲厂', entries: [] }
const FORMED = anAct({ act: 'assistance', form: writtenForm(aWholeForm(), TRIAGED) })

test('only what changed is corrected, each field with what was seen', () => {
  const next = { ...correctableOf(FORMED), contact_name: ' 王五 ', filing_number: '2026 001' }

  expect(changesBetween(FORMED, correctableOf(FORMED))).toEqual({})
  expect(changesBetween(FORMED, next)).toEqual({
    filing_number: ['', '2026 001'],
    contact_name: ['李二', '王五'],
  })
})

test('a field of the form that nobody had filled in was seen as null', () => {
  const bare = anAct({ form: { ...writtenForm(aWholeForm(), TRIAGED), contact_name: null } })

  expect(changesBetween(bare, { contact_name: '王五' })).toEqual({ contact_name: [null, '王五'] })
})

test('an act without a form has only what stands beside it', () => {
  expect(Object.keys(correctableOf(anAct({ act: 'assistance' })))).toEqual([
    ...['filing_number', 'representative', 'representative_title'],
  ])
})

test('the national filing number is offered for a filing, and to be rid of where it is wrong', () => {
  const decision = anAct({ act: 'decision' })

  expect(correctableOf(decision)).not.toHaveProperty('filing_number')
  expect(correctableOf({ ...decision, filing_number: '2026 001' })).toHaveProperty(
    'filing_number',
    '2026 001',
  )
})

test('a correction shows at once where it belongs, and in the history', () => {
  const changes = { contact_name: ['李二', '王五'], filing_number: ['', 'X'] } as const
  const wish = correctAct(FORMED, changes, CHANGE)

  expect(wish).toMatchObject({ name: 'registration.correct', baseVer: 3, args: { changes } })
  expect(wish.previews[0]?.row).toMatchObject({
    filing_number: 'X',
    form: { contact_name: '王五', unit_name: '东莞市示例诊所' },
    history: [{ action: 'correct', by: 'p2', reason: '写错了', changes }],
  })
})

test('a withdrawn act keeps everything but its standing', () => {
  expect(withdrawAct(FORMED, CHANGE).previews[0]?.row).toEqual({
    ...{ state: 'withdrawn', withdrawn_reason: '写错了' },
    history: [
      { at: AT.toISOString(), by: 'p2', action: 'withdraw', reason: '写错了', changes: {} },
    ],
  })
})

test('the co-officer confirms what he read by its hash, or declines with his reason', () => {
  const agreed = confirmAct(anAct(), true, { ...CHANGE, reason: '' })
  const declined = confirmAct(anAct(), false, CHANGE)

  expect(agreed.args).toEqual({ essence_hash: 'ee', agrees: true, reason: '' })
  expect(agreed.previews[0]?.row).toMatchObject({ co_state: 'confirmed', state: 'confirmed' })
  expect(declined.previews[0]?.row).toMatchObject({ co_state: 'declined', state: 'in_review' })
})

test('a confirmation does not end a review that is about something else', () => {
  expect(confirmAct(anAct({ state: 'in_review' }), true, CHANGE).previews[0]?.row).toMatchObject({
    state: 'in_review',
  })
})

test('a change on top of one that still waits goes after it', () => {
  const entries = [anEntry({ id: 'c9', entity: 'r1', name: 'registration.decide' })]

  expect(withdrawAct(anAct({ ver: 0 }), { ...CHANGE, entries })).toMatchObject({
    ...{ baseCommand: 'c9', deps: ['c9'] },
  })
})

test.each([
  ['a command that waits', 'waiting', 'unsent'],
  ['a command that was refused', 'review', 'refused'],
  ['only taken commands', 'acked', 'waiting'],
] as const)('an act with %s stands as such', (_, state, standing) => {
  expect(standingOf(anAct(), [anEntry({ entity: 'r1', state })])).toBe(standing)
})

test('an act waits for its second officer only, and no longer once it is withdrawn', () => {
  const acts = [anAct(), anAct({ id: 'r2', state: 'withdrawn' }), anAct({ co_state: 'confirmed' })]

  expect(waitingFor(acts, 'p2').map(({ id }) => id)).toEqual(['r1'])
  expect(waitingFor(acts, 'p1')).toEqual([])
})

test('own acts are those that one leads or stands for, the last first', () => {
  const later = anAct({ id: 'r2', lead_id: 'p2', co_id: null, decided_at: '2026-11-27T00:00:00Z' })

  expect(ownActs([anAct(), later], 'p2').map(({ id }) => id)).toEqual(['r2', 'r1'])
  expect(ownActs([anAct(), later], 'p9')).toEqual([])
})

test('the reasons of a review are told while it is open', () => {
  const history = [{ at: '', by: null, action: 'review', reason: '只有一名执法人员' }]

  expect(reviewReasons(anAct({ state: 'in_review', history }))).toEqual(['只有一名执法人员'])
  expect(reviewReasons(anAct({ state: 'confirmed', history }))).toEqual([])
})
