import type { EnterpriseRow } from './rows'

/** An enterprise for tests; what is not given stands for nothing known. */
export function enterprise(known: Partial<EnterpriseRow>): EnterpriseRow {
  return {
    ...{ id: 'e1', ver: 1, name: '', initials: '', code: null, code_kind: 'none' },
    ...{ town_code: null, address: '', registered_on: null, kind: '', business_scope: '' },
    ...{ contact_name: '', contact_phone: '', verified: true, active: true },
    ...{ last_visit_at: null, visit_count: 0, lat_e7: null, lng_e7: null },
    ...{ accuracy_m: null, located_at: null },
    ...known,
  }
}
