import { describe, expect, test } from 'vitest'
import { parseDraft } from './draft'
import { aDraft, aWholeDraft } from './testing'

describe('a kept draft', () => {
  test('comes back as it was, with photos and strokes', () => {
    const draft = aWholeDraft()
    draft.signature.strokes = [[{ x: 1, y: 2, pressure: 0.5, time: 3 }]]

    expect(parseDraft(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
  })

  test('of an older form gets the beginning of what it lacks', () => {
    const { id, enterpriseId, openedAt } = aDraft()

    expect(parseDraft({ id, enterpriseId, openedAt })).toEqual({
      ...aDraft(),
      enterpriseName: '',
      participants: [],
    })
  })

  test('that is none is refused', () => {
    expect(parseDraft({ id: 'v1' })).toBeNull()
    expect(parseDraft('nonsense')).toBeNull()
  })
})
