import { describe, expect, test } from 'vitest'
import type { VisitDraft } from './draft'
import { isUntouched, missingIn } from './missing'
import { aDraft, aWholeDraft, CO_OFFICER, OFFICER } from './testing'

function blocking(draft: VisitDraft, isKnown = true): string[] {
  return missingIn(draft, OFFICER, isKnown)
    .filter((one) => one.blocking)
    .map((one) => one.lack)
}

describe('the check before completing', () => {
  test('lets a whole visit through', () => {
    expect(blocking(aWholeDraft())).toEqual([])
  })

  test('wants content and a word about the signature, and nothing else, of a bare visit', () => {
    expect(blocking(aDraft())).toEqual(['content', 'signState'])
  })

  test.each([{ guidance: '讲了' }, { note: '门关着' }, { findings: aWholeDraft().findings }])(
    'is content with %o as content',
    (changes) => {
      expect(blocking(aDraft(changes))).toEqual(['signState'])
    },
  )

  test('wants the officer among the participants', () => {
    expect(blocking({ ...aWholeDraft(), participants: [CO_OFFICER] })).toEqual(['participants'])
  })

  test('wants a reason where nobody signed, and ink where somebody did', () => {
    const unsigned = { reason: ' ', sha256: null, strokes: [] }

    expect(blocking({ ...aWholeDraft(), signature: { state: 'absent', ...unsigned } })).toEqual([
      'signReason',
    ])
    expect(blocking({ ...aWholeDraft(), signature: { state: 'signed', ...unsigned } })).toEqual([
      'signature',
    ])
  })

  test('wants an enterprise that is known on this phone', () => {
    expect(blocking(aWholeDraft(), false)).toEqual(['enterprise'])
  })

  test.each([
    ['a kind', { category: null }, 'findingCategory'],
    ['a description', { text: ' ' }, 'findingText'],
    ['how it was solved on the spot', { solved: true, solvedNote: '' }, 'solvedNote'],
  ])('wants %s of every problem', (_, changes, lack) => {
    const [finding] = aWholeDraft().findings
    if (finding === undefined) throw new Error('a whole draft has a problem')

    expect(blocking({ ...aWholeDraft(), findings: [{ ...finding, ...changes }] })).toEqual([lack])
  })

  test('does not take an empty problem for content', () => {
    const empty = { id: 'f1', category: null, text: ' ', solved: false, solvedNote: '' }

    expect(blocking(aDraft({ findings: [empty] }))).toContain('content')
  })

  test('only advises check-in and photos', () => {
    const missing = missingIn({ ...aWholeDraft(), checkin: null, photos: [] }, OFFICER, true)

    expect(missing.map((one) => [one.lack, one.blocking])).toEqual([
      ['checkin', false],
      ['photos', false],
    ])
  })
})

test('a draft is untouched until something is in it that would be missed', () => {
  expect(isUntouched(aDraft())).toBe(true)
  expect(isUntouched(aWholeDraft())).toBe(false)
})

test.each<Partial<VisitDraft>>([
  { note: '门关着' },
  { checkin: aWholeDraft().checkin },
  { participants: [OFFICER, CO_OFFICER] },
  { kind: 'follow_up' },
  { representative: '李厂长' },
  { representativeTitle: '厂长' },
  { photos: aWholeDraft().photos },
  { signature: { state: 'refused', reason: '', sha256: null, strokes: [] } },
])('a draft with %o is kept when its page is left', (changes) => {
  expect(isUntouched(aDraft(changes))).toBe(false)
})
