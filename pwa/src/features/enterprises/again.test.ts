import { describe, expect, test } from 'vitest'
import type { Entry } from '@/sync/entry'
import { enterpriseAgain } from './again'
import { ADD_DRAFT, addEnterprise, amendEnterprise } from './commands'
import { enterprise } from './testing'

const FORM = {
  ...{ name: '东莞市新厂', code: '', town: '441900119', address: '振安路1号' },
  ...{ contact: '黄生', phone: '13800000001', scope: '五金' },
}

function refused(wish: { name: string; entity: string; args: Record<string, unknown> }): Entry {
  const { name, entity, args } = wish
  return {
    ...{ seq: 1, id: 'c1', name, entity, body: JSON.stringify({ args }), bytes: 0, hash: '' },
    ...{ prev_hash: '', created_at: 0, previews: [], title: '', blobs: [], state: 'review' },
    ...{ result: null, acked_at: null, settled: false },
  }
}

describe('what was refused is filled in again', () => {
  test('as a new enterprise with every field', () => {
    const again = enterpriseAgain(refused(addEnterprise('e9', FORM)))

    expect(again).toEqual({ key: ADD_DRAFT, value: FORM, path: '/enterprises/new' })
  })

  test('as changes in the form of the enterprise, a town that was taken away included', () => {
    const wish = amendEnterprise(enterprise({ id: 'e1' }), {
      contact_phone: ['1', '2'],
      town_code: ['441900119', null],
    })

    expect(enterpriseAgain(refused(wish))).toEqual({
      key: 'enterprise:amend:e1',
      value: { contact_phone: '2', town_code: '' },
      path: '/enterprises/e1/amend',
    })
  })
})
