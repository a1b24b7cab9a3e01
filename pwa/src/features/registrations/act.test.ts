import { expect, test } from 'vitest'
import { reactive } from 'vue'
import { decideWish, essenceOf, isDecidable, ruleFor, validUntil, writtenForm } from './act'
import { parseDraft } from './draft'
import { essenceHash } from './essence'
import { aDraft, aMaking, aReadyDraft, aRegime, aWholeForm, TRIAGED } from './testing'
import { NO_SIGNATURE } from '@/features/visits/public'

const NUMBER = { lease_id: 'l1', n: 7, text: '东环建〔2026〕7号' }

function shown(making = aMaking()) {
  return decideWish(making, NUMBER).previews[0]?.row
}

test('a decision says what was decided, by whom, and the hash that both officers stand for', () => {
  const making = aMaking()
  const wish = decideWish(making, NUMBER)

  expect(wish).toMatchObject({ name: 'registration.decide', entity: 'r1', blobs: ['dd', 'cc'] })
  expect(wish.args).toMatchObject({
    ...{ enterprise_id: 'e1', act: 'decision', outcome: 'registration_form', number: NUMBER },
    ...{ clauses: ['108.form'], items: [108], seen: { enterprise_ver: 7 } },
    co_officer: { person_id: 'p2', how: 'glass', confirmation: null, signature_sha: 'cc' },
    ...{ representative: '陈一', signature: { state: 'signed', reason: '', sha256: 'dd' } },
    essence_hash: essenceHash(essenceOf(making)),
  })
  expect(wish.dropDraft).toBe('registration:r1')
})

test('a command made from what a form writes to can be stored', () => {
  const wish = decideWish(aMaking(reactive(aReadyDraft())), NUMBER)

  expect(structuredClone(wish)).toEqual(wish)
})

test('number, signatures and times are not what the officers stand for', () => {
  const changed = aReadyDraft({ representative: '别人', signature: { ...NO_SIGNATURE } })

  expect(essenceOf(aMaking(changed, { at: new Date(0) }))).toEqual(essenceOf(aMaking()))
})

test('the form, the day and the answers are', () => {
  const hash = essenceHash(essenceOf(aMaking()))
  const others = [
    aMaking(aReadyDraft({ form: aWholeForm({ area_m2: '121' }) })),
    aMaking(aReadyDraft(), { on: '2026-11-27' }),
    aMaking(aReadyDraft({ triaged: { ...TRIAGED, facts: {} } })),
  ]

  expect(others.map((making) => essenceHash(essenceOf(making)))).not.toContain(hash)
})

test('an act that the co-officer signed on the glass waits for him', () => {
  expect(shown()).toMatchObject({ co_state: 'waiting', state: 'waiting', number: NUMBER.text })
})

test('an act that he confirmed by his own phone stands', () => {
  const co = { ...aReadyDraft().co, how: 'qr' as const, confirmation: 'DC1:X' }

  expect(shown(aMaking(aReadyDraft({ co })))).toMatchObject({
    ...{ co_state: 'confirmed', state: 'confirmed', co_signature_sha: null },
  })
})

test('an act without a second officer, or unsigned, goes to the bureau for review', () => {
  const alone = { ...aReadyDraft().co, how: 'none' as const }
  const refused = { ...NO_SIGNATURE, state: 'refused' as const, reason: ' 有异议 ', sha256: 'dd' }

  expect(shown(aMaking(aReadyDraft({ co: alone })))).toMatchObject({
    ...{ state: 'in_review', co_id: null },
  })
  const unsigned = decideWish(aMaking(aReadyDraft({ signature: refused })), null)
  expect(unsigned.previews[0]?.row).toMatchObject({ state: 'in_review', signature_sha: null })
  expect(unsigned.args['signature']).toEqual({ state: 'refused', reason: '有异议', sha256: null })
  expect(unsigned.blobs).toEqual(['cc'])
})

test('a notice carries every gap and takes no number', () => {
  const draft = aReadyDraft({ isNotice: true, leaderReason: ' 又发现一项 ' })
  const rule = ruleFor(aRegime(), draft)
  if (rule === null) throw new Error('a notice belongs to every regime')
  const gaps = [{ field: 'area_m2', text: '面积没有填写' }]
  const wish = decideWish(aMaking(draft, { rule, gaps }), null)

  expect(wish.name).toBe('registration.notify')
  expect(wish.args).toMatchObject({ act: 'notice', gaps, leader_reason: '又发现一项' })
  expect(wish.args).not.toHaveProperty('number')
})

test('what a form lacks is null in a notice, never an invented word', () => {
  const form = writtenForm(aWholeForm({ area_m2: '', investment_wan: 'x', contact_name: ' ' }), {
    ...TRIAGED,
    facts: {},
  })

  expect(form).toMatchObject({
    ...{ area_m2: null, investment_yuan: null, contact_name: null, pollution: null },
    ...{ materials_complete: false, environment_yuan: 5000 },
  })
})

test('only a registration form that nothing speaks against is decided at the door', () => {
  expect(isDecidable(TRIAGED)).toBe(true)
  expect(isDecidable({ ...TRIAGED, isForDoor: false })).toBe(false)
  expect(isDecidable({ ...TRIAGED, outcome: 'report_book', isForDoor: false })).toBe(true)
})

test.each([
  ['2026-11-26', 36, '2029-11-26'],
  ['2026-11-30', 3, '2027-02-28'],
  ['2026-12-31', 2, '2027-02-28'],
])('a slip of %s for %i months runs until %s', (on, validMonths, until) => {
  const triaged = { ...TRIAGED, outcome: 'exempt' as const, validMonths }

  expect(validUntil(aMaking(aReadyDraft({ triaged }), { on }))).toBe(until)
})

test('only an exemption has an end', () => {
  expect(validUntil(aMaking(aReadyDraft({ triaged: { ...TRIAGED, validMonths: 36 } })))).toBeNull()
})

test('a kept draft comes back as it was, and what is none is refused', () => {
  const draft = aReadyDraft()

  expect(parseDraft(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
  expect(parseDraft({ ...aDraft(), triaged: null })).toBeNull()
  expect(parseDraft('poem')).toBeNull()
})
