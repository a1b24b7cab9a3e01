import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { oneOf } from '@/core/shape'
import { wire } from '@/core/wire'
import type { EnterpriseRow } from './rows'

const CODE_KINDS = ['uscc', 'legacy15', 'org9', 'none'] as const

/** The bureau's own file of an enterprise that this phone does not carry. */
export async function fetchEnterprise(id: string): Promise<Answer<EnterpriseRow>> {
  return read(await request('GET', `/api/enterprises/${encodeURIComponent(id)}`), rowOf)
}

function rowOf(raw: unknown): EnterpriseRow {
  const row = wire('EnterpriseOut', raw)
  return {
    ...{ id: row.text('id'), ver: row.number('ver'), name: row.text('name'), initials: '' },
    code: row.textOrNull('code'),
    code_kind: oneOf(CODE_KINDS, row.text('code_kind')) ?? 'none',
    ...{ town_code: row.textOrNull('town_code'), address: row.text('address') },
    ...{ registered_on: row.textOrNull('registered_on'), kind: row.text('kind') },
    business_scope: row.text('business_scope'),
    ...{ contact_name: row.text('contact_name'), contact_phone: row.text('contact_phone') },
    ...{ verified: row.flag('verified'), active: row.flag('active') },
    ...{ last_visit_at: row.textOrNull('last_visit_at'), visit_count: row.number('visit_count') },
    ...{ lat_e7: row.numberOrNull('lat_e7'), lng_e7: row.numberOrNull('lng_e7') },
    ...{ accuracy_m: row.numberOrNull('accuracy_m'), located_at: row.textOrNull('located_at') },
  }
}
