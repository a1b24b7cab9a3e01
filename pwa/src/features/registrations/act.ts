/** Facts, packs and form make an act; the act makes its command and what the phone shows meanwhile. */
import { oneOf } from '@/core/shape'
import type { Preview } from '@/sync/entry'
import type { IssueWish } from '@/sync/issuing'
import { wholeOf, yuanOf } from './amounts'
import { draftKey, parseDraft, type DraftCoOfficer, type RegistrationDraft } from './draft'
import { essenceHash, type Essence } from './essence'
import type { DraftForm } from './form'
import type { ActRule, Regime } from './regime'
import type { Gap, Packs, WrittenForm } from './rows'
import type { Triaged } from './triaged'
import { pollutions, type CoState } from './words'

/** All that an act is made of. */
export interface Making {
  readonly draft: RegistrationDraft
  readonly rule: ActRule
  readonly regime: Regime
  readonly leadId: string
  readonly branchId: string | null
  readonly at: Date
  /** The civil day on which it is decided. */
  readonly on: string
  /** Every gap in words; only of a notice. */
  readonly gaps: readonly Gap[]
  readonly deps: readonly string[]
}

/** A number as it was taken from a lease. */
export interface TakenNumber {
  readonly lease_id: string
  readonly n: number
  readonly text: string
}

/** How what is being made is called and numbered in a regime. */
export function ruleFor(regime: Regime, draft: RegistrationDraft): ActRule | null {
  return regime.rules.get(draft.isNotice ? 'notice' : draft.triaged.outcome) ?? null
}

/** Whether it may be decided here: only a registration form is looked at for that. */
export function isDecidable({ outcome, isForDoor }: Triaged): boolean {
  return outcome !== 'registration_form' || isForDoor
}

export function essenceOf({ draft, rule, regime, leadId, on }: Making): Essence {
  const { triaged, form } = draft
  return {
    ...{ id: draft.id, enterprise_id: draft.enterpriseId, act: rule.act },
    ...{ outcome: triaged.outcome, items: triaged.items, facts: triaged.facts },
    clauses: triaged.reasons.map(({ id }) => id),
    packs: packsOf(triaged, regime),
    form: form === null ? null : writtenForm(form, triaged),
    ...{ lead_id: leadId, decided_on: on },
  }
}

/** The form as it is signed; what cannot be read is null, which only a notice may have. */
export function writtenForm({ texts, ...form }: DraftForm, { facts }: Triaged): WrittenForm {
  const words = (name: keyof DraftForm['texts']) => texts[name].trim() || null
  return {
    ...{ project_name: words('project_name'), site_address: words('site_address') },
    ...{ town_code: words('town_code'), area_m2: wholeOf(texts.area_m2) },
    ...{ unit_name: words('unit_name'), unit_code: words('unit_code') },
    legal_representative: words('legal_representative'),
    ...{ contact_name: words('contact_name'), contact_phone: words('contact_phone') },
    investment_yuan: yuanOf(texts.investment_wan),
    environment_yuan: yuanOf(texts.environment_wan),
    ...{ operation_on: words('operation_on'), nature: form.nature, basis: words('basis') },
    ...{ content_scale: words('content_scale'), impacts: form.impacts },
    measures: measuresOf(form),
    pollution: oneOf(pollutions, facts['pollution']),
    materials_complete: facts['materials_complete'] === true,
    commitment: form.commitment,
  }
}

/** The command `registration.decide` or `registration.notify`; the number is taken as it is saved. */
export function decideWish(written: Making, number: TakenNumber | null): IssueWish {
  const making = { ...written, draft: plain(written.draft) }
  const { draft, rule, gaps, deps } = making
  const args = argsOf(making)
  const isNotice = rule.act === 'notice'
  return {
    name: isNotice ? 'registration.notify' : 'registration.decide',
    entity: draft.id,
    args: isNotice
      ? { ...args, gaps, leader_reason: draft.leaderReason.trim() }
      : { ...args, number },
    deps,
    blobs: blobsOf(draft),
    previews: [preview(making, number)],
    title: draft.enterpriseName,
    dropDraft: draftKey(draft.id),
  }
}

/** As it is kept: the phone's store takes no proxies, which is what a form writes to. */
function plain(draft: RegistrationDraft): RegistrationDraft {
  return parseDraft(JSON.parse(JSON.stringify(draft))) ?? draft
}

function argsOf(making: Making): Record<string, unknown> {
  const { draft } = making
  return {
    ...sharedColumns(making),
    co_officer: coOfficerOf(draft.co),
    signature: signatureOf(draft),
    seen: { enterprise_ver: draft.enterpriseVer },
  }
}

/** What the command says and the row shows alike. */
function sharedColumns(making: Making): Record<string, unknown> {
  const { draft, at } = making
  const essence = essenceOf(making)
  const { act, outcome, items, clauses, facts, packs, form } = essence
  return {
    ...{ enterprise_id: draft.enterpriseId, act, outcome, items, clauses, facts, packs, form },
    ...{ filing_number: draft.filingNumber.trim(), opened_at: draft.openedAt },
    decided_at: at.toISOString(),
    representative: draft.representative.trim(),
    representative_title: draft.representativeTitle.trim(),
    ...{ conditions: draft.triaged.conditions, valid_until: validUntil(making), follows: null },
    essence_hash: essenceHash(essence),
  }
}

function preview(making: Making, number: TakenNumber | null): Preview {
  const { draft, rule, regime, leadId, branchId, on, gaps } = making
  const { signature } = draft
  const coState = coStateOf(draft.co)
  const row = {
    ...sharedColumns(making),
    ...{ enterprise_name: draft.enterpriseName, enterprise_code: draft.enterpriseCode },
    ...{ branch_id: branchId, town_code: draft.townCode, word: rule.word, gaps },
    ...{ regime: regime.pack, regime_version: regime.version, demo: regime.demo },
    ...numberColumns(number),
    ...{ decided_on: on, lead_id: leadId, co_state: coState, ...coColumns(draft.co) },
    ...{ sign_state: signature.state, sign_reason: signatureOf(draft).reason },
    signature_sha: signatureOf(draft).sha256,
    ...{ command_hash: '', state: stateOf(coState, draft), withdrawn_reason: '', history: [] },
    received_at: null,
  }
  return { tbl: 'registration', id: draft.id, row }
}

function numberColumns(number: TakenNumber | null) {
  const { text = null, lease_id = null, n = null } = number ?? {}
  return { number: text, lease_id, n }
}

function coColumns(co: DraftCoOfficer) {
  const { person_id, how, signature_sha } = coOfficerOf(co)
  return { co_id: person_id, co_how: how, co_at: null, co_signature_sha: signature_sha }
}

/** What the bureau will say of it if it finds nothing else. */
function stateOf(coState: CoState, { signature }: RegistrationDraft): string {
  if (coState === 'none' || signature.state !== 'signed') return 'in_review'
  return coState === 'waiting' ? 'waiting' : 'confirmed'
}

function coStateOf({ how }: DraftCoOfficer): CoState {
  if (how === 'qr') return 'confirmed'
  return how === 'glass' ? 'waiting' : 'none'
}

function packsOf({ classification, exemption, eligibility }: Triaged, regime: Regime): Packs {
  const { pack, version, hash } = regime
  return { classification, exemption, eligibility, regime: { pack, version, hash } }
}

function coOfficerOf({ personId, how, confirmation, signature }: DraftCoOfficer) {
  return {
    person_id: how === 'none' ? null : personId,
    how: how ?? 'none',
    confirmation: how === 'qr' ? confirmation : null,
    signature_sha: how === 'glass' ? signature.sha256 : null,
  }
}

function signatureOf({ signature }: RegistrationDraft) {
  const { state, reason, sha256 } = signature
  if (state === 'signed') return { state, reason: '', sha256 }
  return { state, reason: reason.trim(), sha256: null }
}

function measuresOf({ impacts, measures }: Omit<DraftForm, 'texts'>): WrittenForm['measures'] {
  return Object.fromEntries(
    impacts.flatMap((impact) => {
      const told = measures[impact]
      if (told === undefined) return []
      const tidy = { measure: told.measure.trim(), destination: told.destination.trim() }
      return [[impact, tidy] as const]
    }),
  )
}

function blobsOf({ signature, co }: RegistrationDraft): string[] {
  const signed = signature.state === 'signed' ? [signature.sha256] : []
  const coSigned = co.how === 'glass' ? [co.signature.sha256] : []
  return [...signed, ...coSigned].filter((sha256) => sha256 !== null)
}

/** The last day of a slip that runs for so many months: the same day of a month, or its last. */
export function validUntil({ draft, regime, on }: Making): string | null {
  const months = draft.triaged.validMonths ?? regime.validMonths
  if (draft.triaged.outcome !== 'exempt' || months === null) return null
  const [year = 0, month = 1, day = 1] = on.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year, month + months, 0))
  lastOfMonth.setUTCDate(Math.min(day, lastOfMonth.getUTCDate()))
  return lastOfMonth.toISOString().slice(0, 10)
}
