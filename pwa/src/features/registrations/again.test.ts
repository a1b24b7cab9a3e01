import { describe, expect, test } from 'vitest'
import type { PackRow } from '@/features/rulebook/public'
import type { IssueWish } from '@/sync/issuing'
import { decideWish } from './act'
import { actAgain } from './again'
import { correctAct } from './revising'
import {
  aMaking,
  anAct,
  anEntry,
  aReadyDraft,
  aRegimeRow,
  AT,
  DECISION,
  PACK,
  TRIAGED,
} from './testing'

const CLAUSE = { id: '108.form', label: '社区医疗', basis: '2021年版名录第108项（登记表栏）' }
const SLIP = { id: 'demo.2', label: '门诊', basis: '演示第2条', valid_months: 36 }
const NOTICE = { ...DECISION, act: 'notice', series: null, receipt: false } as const
const NUMBER = { lease_id: 'l1', n: 7, text: '东环建〔2026〕7号' }

function aPack(pack: string, clauses: readonly object[]): PackRow {
  return { ...aRegimeRow(pack), hash: PACK.hash, content: JSON.stringify({ pack, clauses }) }
}

const PACKS = [aPack('classification', [CLAUSE]), aPack('exemption', [SLIP])]

function refused({ name, entity, args, previews: made, title }: IssueWish) {
  const previews = made.map((preview) => ({ ...preview, changes: false }))
  return anEntry({ id: 'c7', name, entity, body: JSON.stringify({ args }), previews, title })
}

describe('a refused act is filled in again', () => {
  test('with everything that was written, for both hands to sign anew under an id of its own', () => {
    const draft = aReadyDraft()

    const again = actAgain(refused(decideWish(aMaking(draft), NUMBER)), PACKS)

    expect(again).toMatchObject({ key: 'registration:c7', path: '/registrations/drafts/c7' })
    expect(again?.value).toEqual({
      ...draft,
      ...{ id: 'c7', representative: '陈一', cardShownAt: null },
      co: { ...draft.co, signature: { state: null, reason: '', sha256: null, strokes: [] } },
      signature: { state: 'signed', reason: '', sha256: null, strokes: [] },
    })
  })

  test('the answer of a phone is asked for again, as it was given for the other act', () => {
    const asked = { personId: 'p2', how: 'qr', confirmation: 'DC1:X', confirmedHash: 'ee' } as const
    const draft = aReadyDraft({ co: { ...aReadyDraft().co, ...asked } })

    const again = actAgain(refused(decideWish(aMaking(draft), NUMBER)), PACKS)

    expect(again?.value).toMatchObject({ co: { personId: 'p2', how: null, confirmation: '' } })
  })

  test('an exemption with its terms, and how long its clause lets it run', () => {
    const { reasons } = TRIAGED
    const triaged = {
      ...({ ...TRIAGED, outcome: 'exempt', isForDoor: true, conditions: '不设床位' } as const),
      ...{ reasons: [{ id: 'demo.2', label: '门诊', basis: '演示第2条' }, ...reasons] },
      validMonths: 36,
    }
    const draft = aReadyDraft({ triaged, form: null })

    const again = actAgain(refused(decideWish(aMaking(draft), NUMBER)), PACKS)

    expect(again?.value).toMatchObject({ triaged, form: null })
  })

  test('a notice with what speaks against deciding here, and the reason of the leader', () => {
    const against = [{ id: 'negative_list', label: '在负面清单上', basis: '' }]
    const triaged = { ...TRIAGED, against, isForDoor: false }
    const draft = aReadyDraft({ triaged, isNotice: true, leaderReason: '材料又变了' })
    const gaps = [
      { field: 'eligibility.negative_list', text: '在负面清单上' },
      { field: 'area_m2', text: '面积没有填写' },
    ]

    const again = actAgain(refused(decideWish(aMaking(draft, { rule: NOTICE, gaps }), null)), PACKS)

    const told = { triaged, isNotice: true, leaderReason: '材料又变了' }
    expect(again?.value).toMatchObject(told)
  })
})

test('a refused correction comes back in the form of its act, with its reason', () => {
  const change = { by: 'p1', at: AT, reason: '写错', title: '甲厂', entries: [] }
  const wish = correctAct(anAct(), { representative: ['陈一', '陈二'] }, change)

  expect(actAgain(refused(wish), PACKS)).toEqual({
    key: 'registration-correct:r1',
    value: { representative: '陈二', reason: '写错' },
    path: '/registrations/r1/correct',
  })
})

test('what has no form of its own is not filled in again', () => {
  expect(actAgain(anEntry({ name: 'registration.withdraw' }), PACKS)).toBeNull()
})
