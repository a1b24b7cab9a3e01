/** The two commands by which a phone tells the bureau about enterprises (docs/protocol.md §2). */
import { readCode } from '@/rules/codes'
import type { IssueWish } from '@/sync/issuing'
import { folded } from './folding'
import type { EnterpriseRow } from './rows'

export const addFields = ['name', 'code', 'town', 'address', 'contact', 'phone', 'scope'] as const
export type AddForm = Record<(typeof addFields)[number], string>

export const amendFields = ['contact_name', 'contact_phone', 'address', 'town_code'] as const
export type AmendField = (typeof amendFields)[number]
export type AmendForm = Record<AmendField, string>

type Changes = Partial<Record<AmendField, [old: string | null, next: string | null]>>

export const ADD_DRAFT = 'enterprise:new'

export function amendDraft(id: string): string {
  return `enterprise:amend:${id}`
}

/** An enterprise that the registry does not have, as it is until somebody checks it. */
export function addEnterprise(id: string, form: AddForm): IssueWish {
  const code = readCode(form.code)
  const common = {
    name: form.name.trim(),
    code: code.ok ? code.text : null,
    town_code: form.town === '' ? null : form.town,
    address: form.address.trim(),
    contact_name: form.contact.trim(),
    contact_phone: form.phone.trim(),
    business_scope: form.scope.trim(),
  }
  return {
    ...{ name: 'enterprise.add', entity: id, title: common.name, dropDraft: ADD_DRAFT },
    args: common,
    previews: [
      { tbl: 'enterprise', id, row: { ...UNCHECKED, ...common, ...searched(form, code) } },
    ],
  }
}

const UNCHECKED = {
  ...{ registered_on: null, kind: '', verified: false, active: true },
  ...{ last_visit_at: null, visit_count: 0 },
  ...{ lat_e7: null, lng_e7: null, accuracy_m: null, located_at: null },
}

/** Pinyin is the bureau's work; until then only Latin letters and digits can be searched. */
function searched(form: AddForm, code: ReturnType<typeof readCode>) {
  const initials = folded(form.name).replace(/[^a-z0-9]/g, '')
  return { initials, code_kind: code.ok ? code.kind : 'none' }
}

export function amendFormOf(row: EnterpriseRow): AmendForm {
  const { contact_name, contact_phone, address, town_code } = row
  return { contact_name, contact_phone, address, town_code: town_code ?? '' }
}

/** What the form changes, each with the value that was seen. */
export function changesIn(row: EnterpriseRow, form: AmendForm): Changes {
  const changes: Changes = {}
  for (const field of amendFields) {
    const written = form[field].trim()
    const next = field === 'town_code' && written === '' ? null : written
    if (next !== row[field]) changes[field] = [row[field], next]
  }
  return changes
}

export function amendEnterprise(row: EnterpriseRow, changes: Changes): IssueWish {
  const next = Object.fromEntries(
    Object.entries(changes).map(([field, [, value]]) => [field, value]),
  )
  return {
    ...{ name: 'enterprise.amend', entity: row.id, title: row.name },
    dropDraft: amendDraft(row.id),
    ...(row.ver > 0 ? { baseVer: row.ver } : {}),
    args: { changes },
    previews: [{ tbl: 'enterprise', id: row.id, row: next }],
  }
}
