import { describe, expect, test } from 'vitest'
import { visitAgain } from './again'
import { closeVisit } from './closing'
import { correctVisit } from './revising'
import { aVisit, aWholeDraft, anEntry, AT, OFFICER } from './testing'

function fresh(): () => string {
  let n = 0
  return () => `new${(n += 1)}`
}

function refused(wish: { name: string; entity: string; args: Record<string, unknown> }) {
  const { name, entity, args } = wish
  return anEntry({ id: 'c7', name, entity, body: JSON.stringify({ args }), title: '甲厂' })
}

describe('what was refused is filled in again', () => {
  test('as a visit with everything that was written, under ids of its own', () => {
    const draft = aWholeDraft()
    const wish = closeVisit({
      ...{ draft, at: AT, self: OFFICER, branchId: null, deps: [] },
      enterprise: { name: '甲厂', town_code: null },
    })

    const again = visitAgain(refused(wish), fresh())

    expect(again).toMatchObject({ key: 'visit:c7', path: '/visits/drafts/c7' })
    expect(again?.value).toEqual({
      ...draft,
      id: 'c7',
      guidance: '已告知环评手续',
      findings: [
        { ...draft.findings[0], id: 'new1' },
        { ...draft.findings[1], id: 'new2', text: '夜间噪声', solvedNote: '' },
      ],
      photos: [{ ...draft.photos[0], id: 'new3' }],
      signature: { ...draft.signature, reason: '' },
    })
  })

  test('as a correction with its reason, in the form of the visit', () => {
    const change = { by: OFFICER, at: AT, reason: '漏写', title: '甲厂', entries: [] }
    const wish = correctVisit(aVisit(), { guidance: ['讲了', '讲全了'] }, change)

    expect(visitAgain(refused(wish), fresh())).toEqual({
      key: 'correct:v1',
      value: { guidance: '讲全了', reason: '漏写' },
      path: '/visits/v1/correct',
    })
  })

  test('but not what has no form of its own', () => {
    const entry = refused({ name: 'visit.withdraw', entity: 'v1', args: { reason: '错' } })

    expect(visitAgain(entry, fresh())).toBeNull()
  })
})
