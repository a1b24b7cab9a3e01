/** Acts, drafts and regimes as tests need them; each names only what it is about. */
import type { EnterpriseRow } from '@/features/enterprises/public'
import type { PackRow } from '@/features/rulebook/public'
import { NO_SIGNATURE } from '@/features/visits/public'
import type { Entry } from '@/sync/entry'
import type { Making } from './act'
import { beginRegistration, type RegistrationDraft } from './draft'
import type { DraftForm } from './form'
import { regimeOf, type ActRule, type Regime } from './regime'
import type { RegistrationRow } from './rows'
import type { Triaged } from './triaged'

export const AT = new Date('2026-11-26T02:42:00Z')
export const TODAY = '2026-11-26'
export const PACK = { version: 1, hash: 'a'.repeat(64) }

export const TRIAGED: Triaged = {
  outcome: 'registration_form',
  items: [108],
  reasons: [{ id: '108.form', label: '社区医疗', basis: '2021年版名录第108项（登记表栏）' }],
  facts: { industry: ['8421'], pollution: 'slight', materials_complete: true, officers: 2 },
  ...{ classification: PACK, exemption: PACK, eligibility: PACK },
  ...{ against: [], isForDoor: true, conditions: '', validMonths: null },
}

export const ENTERPRISE_ROW: EnterpriseRow = {
  ...{ id: 'e1', ver: 7, name: '东莞市示例诊所', initials: 'dgsslzs' },
  ...{ code: '91441900198020532E', code_kind: 'uscc', town_code: '441900119' },
  ...{ address: '长安镇乌沙1号', registered_on: null, kind: '', business_scope: '' },
  ...{ contact_name: '李二', contact_phone: '13800000000', verified: true, active: true },
  ...{ last_visit_at: null, visit_count: 0 },
  ...{ lat_e7: null, lng_e7: null, accuracy_m: null, located_at: null },
}

const ACTS = {
  registration_form: { word: '批准', act: 'decision', series: 'decision', receipt: true },
  exempt: { word: '豁免', act: 'exemption', series: 'exemption', receipt: true },
  report_form: { word: '转报告表', act: 'referral', series: null, receipt: false },
  report_book: { word: '转报告书', act: 'referral', series: null, receipt: false },
  outside: { word: '不属于环评管理', act: 'outside', series: null, receipt: false },
  notice: { word: '一次性告知', act: 'notice', series: null, receipt: false },
}

/** The row of a regime's pack. */
export function aRegimeRow(pack: string, changes: object = {}): PackRow {
  const regime = {
    ...{ demo: true, acts: ACTS, filing_number: 'none', validity_months: null },
    series: { decision: { pattern: '东环建〔{year}〕{n}号' } },
    signers: ['lead', 'co_officer', 'representative'],
    ...changes,
  }
  return {
    ...{ id: pack, ver: 1, pack, version: 1, title: pack, hash: 'b'.repeat(64), signature: '' },
    ...{ in_force_from: '2015-01-01', in_force_to: null },
    content: JSON.stringify({ pack, version: 1, regime }),
  }
}

export function aRegime(): Regime {
  const regime = regimeOf(aRegimeRow('regime.2015_approval'))
  if (regime === null) throw new Error('the regime of the tests cannot be read')
  return regime
}

export const DECISION: ActRule = {
  ...{ act: 'decision', word: '批准', series: 'decision', receipt: true },
}

/** The form of a draft that lacks nothing. */
export function aWholeForm(changes: Partial<DraftForm['texts']> = {}): DraftForm {
  return {
    texts: {
      ...{ project_name: '诊所建设项目', site_address: '长安镇乌沙1号', town_code: '441900119' },
      ...{ area_m2: '120', unit_name: '东莞市示例诊所', unit_code: '91441900198020532E' },
      ...{ legal_representative: '陈一', contact_name: '李二', contact_phone: '13800000000' },
      ...{ investment_wan: '12.5', environment_wan: '0.5', operation_on: '2027-03-01' },
      ...{ basis: '2021年版名录第108项', content_scale: '床位5张' },
      ...changes,
    },
    nature: 'new',
    impacts: ['water'],
    measures: { water: { measure: '消毒池', destination: '市政管网' } },
    commitment: true,
    origins: {},
  }
}

export function aDraft(changes: Partial<RegistrationDraft> = {}): RegistrationDraft {
  const begun = beginRegistration({
    ...{ id: 'r1', at: AT, enterprise: ENTERPRISE_ROW, triaged: TRIAGED, last: undefined },
  })
  return { ...begun, form: aWholeForm(), ...changes }
}

/** A draft that both officers and the enterprise stand for. */
export function aReadyDraft(changes: Partial<RegistrationDraft> = {}): RegistrationDraft {
  return aDraft({
    co: {
      ...{ personId: 'p2', how: 'glass', confirmation: '', confirmedHash: '' },
      signature: { ...NO_SIGNATURE, state: 'signed', sha256: 'cc' },
    },
    ...{ representative: ' 陈一 ', representativeTitle: '院长', cardShownAt: AT.toISOString() },
    signature: { ...NO_SIGNATURE, state: 'signed', sha256: 'dd', reason: '写过的原因' },
    ...changes,
  })
}

export function aMaking(draft = aReadyDraft(), changes: Partial<Making> = {}): Making {
  return {
    ...{ draft, rule: DECISION, regime: aRegime(), leadId: 'p1', branchId: 'b1' },
    ...{ at: AT, on: TODAY, gaps: [], deps: [] },
    ...changes,
  }
}

export function anAct(changes: Partial<RegistrationRow> = {}): RegistrationRow {
  return {
    ...{ id: 'r1', ver: 3, enterprise_id: 'e1', enterprise_name: '东莞市示例诊所' },
    ...{ enterprise_code: '91441900198020532E', branch_id: 'b1', town_code: '441900119' },
    ...{ act: 'decision', word: '批准', regime: 'regime.2015_approval', regime_version: 1 },
    ...{ outcome: 'registration_form', items: [108], clauses: ['108.form'], facts: {} },
    packs: {
      ...{ classification: PACK, exemption: PACK, eligibility: PACK },
      regime: { pack: 'regime.2015_approval', ...PACK },
    },
    ...{ form: null, gaps: [], number: '东环建〔2026〕7号', lease_id: 'l1', n: 7 },
    ...{ filing_number: '', opened_at: AT.toISOString(), decided_at: AT.toISOString() },
    ...{ decided_on: TODAY, lead_id: 'p1', co_id: 'p2', co_how: 'glass', co_state: 'waiting' },
    ...{ co_at: null, representative: '陈一', representative_title: '院长' },
    ...{ sign_state: 'signed', sign_reason: '', signature_sha: 'dd', co_signature_sha: 'cc' },
    ...{ conditions: '', valid_until: null, follows: null, essence_hash: 'ee' },
    ...{ command_hash: 'ff', demo: true, state: 'waiting', withdrawn_reason: '', history: [] },
    received_at: AT.toISOString(),
    ...changes,
  }
}

export function anEntry(changes: Partial<Entry> = {}): Entry {
  return {
    ...{ seq: 1, id: 'c1', name: 'registration.decide', entity: 'r1', body: '', bytes: 0 },
    ...{ hash: '', prev_hash: '', created_at: 0, previews: [], title: '', blobs: [] },
    ...{ state: 'waiting', result: null, acked_at: null, settled: false },
    ...changes,
  }
}
