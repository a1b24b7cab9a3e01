import { describe, expect, test } from 'vitest'
import { closeVisit, type Closing } from './closing'
import { aDraft, aWholeDraft, AT, CO_OFFICER, OFFICER } from './testing'

function closing(draft = aWholeDraft()): Closing {
  return {
    ...{ draft, at: new Date(AT.getTime() + 60_000), self: OFFICER, branchId: 'b1' },
    enterprise: { name: '百川鞋业', town_code: '441900115' },
    deps: [],
  }
}

describe('closing a visit', () => {
  test('sends every field of the form under its name on the wire', () => {
    const { name, entity, args } = closeVisit(closing())

    expect([name, entity]).toEqual(['visit.close', 'v1'])
    expect(args).toMatchObject({
      enterprise_id: 'e1',
      participants: [OFFICER, CO_OFFICER],
      checkin: { source: 'gps', lat_e7: 228_000_000, lng_e7: 1_138_000_000, accuracy_m: 12 },
      guidance: '已告知环评手续',
      representative_title: '厂长',
      signature: { state: 'signed', reason: '', sha256: 'bb' },
      photos: [{ id: 'ph1', sha256: 'aa', caption: '排口', width: 4 }],
    })
  })

  test('sends the problems without the space around their words, and drops an unused solution', () => {
    const { args } = closeVisit(closing())

    expect(args['findings']).toMatchObject([
      { text: '排口无标识', solved: true, solved_note: '当场补贴' },
      { text: '夜间噪声', solved: false, solved_note: '' },
    ])
  })

  test('declares photos and signature, and takes the draft with it', () => {
    const wish = closeVisit(closing())

    expect(wish.blobs).toEqual(['aa', 'bb'])
    expect(wish.dropDraft).toBe('visit:v1')
  })

  test('shows visit, problems and photos at once as the bureau will give them', () => {
    const { previews } = closeVisit(closing())

    expect(previews.map(({ tbl, id }) => `${tbl} ${id}`)).toEqual([
      'visit v1',
      'finding f1',
      'finding f2',
      'photo ph1',
    ])
    expect(previews[0]?.row).toMatchObject({
      enterprise_name: '百川鞋业',
      ...{ author_id: OFFICER, town_code: '441900115', state: 'closed', history: [] },
      ...{ sign_state: 'signed', signature_sha: 'bb', checkin_source: 'gps', accuracy_m: 12 },
    })
    expect(previews[1]?.row).toMatchObject({ state: 'solved', solved_by: OFFICER })
  })

  test('sends no signature where nobody signed, even if strokes were made before', () => {
    const signature = { state: 'refused', reason: ' 有异议 ', sha256: 'bb', strokes: [] } as const
    const wish = closeVisit(closing(aDraft({ signature })))

    expect(wish.args['signature']).toEqual({ state: 'refused', reason: '有异议' })
    expect(wish.blobs).toEqual([])
    expect(wish.previews[0]?.row).toMatchObject({ signature_sha: null, sign_reason: '有异议' })
  })

  test('sends a town as the place where no position was taken', () => {
    const place = { latE7: null, lngE7: null, accuracyM: null, townCode: '441900115' }
    const checkin = { source: 'town', at: AT.toISOString(), ...place } as const

    const { args, previews } = closeVisit(closing(aDraft({ checkin })))

    expect(args['checkin']).toEqual({
      source: 'town',
      at: AT.toISOString(),
      town_code: '441900115',
    })
    expect(previews[0]?.row).toMatchObject({ checkin_source: 'town', checkin_town: '441900115' })
  })
})
