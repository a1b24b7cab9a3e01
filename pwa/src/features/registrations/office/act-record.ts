import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { fieldsOf, itemsOf, numberIn, oneOf, textIn } from '@/core/shape'
import { wire } from '@/core/wire'
import type { Changes, CorrectableAct } from '../revising'
import type { Measure, Revision, WrittenForm } from '../rows'
import { impacts, natures, pollutions, type Impact } from '../words'
import { ACTS, lineOf, type ActLine } from './acts-data'

/** One act with everything that it rests on, in words. */
export interface ActRecord extends ActLine {
  readonly outcome: string
  readonly items: readonly number[]
  readonly leadId: string
  readonly coId: string | null
  readonly coState: string
  readonly signState: string
  readonly signReason: string
  readonly signatures: readonly string[]
  /** Those of the signatures whose pictures have arrived. */
  readonly arrived: readonly string[]
  readonly leaderReason: string
  readonly conditions: string
  readonly validUntil: string
  readonly follows: string | null
  readonly received: Date | null
  readonly withdrawnReason: string
  readonly groundsPassed: readonly string[]
  readonly correctable: CorrectableAct
  readonly gaps: readonly string[]
  readonly facts: readonly { readonly name: string; readonly words: string }[]
  readonly clauses: readonly CitedClause[]
  readonly packs: readonly UsedPack[]
  readonly confirmations: readonly Confirmation[]
  readonly history: readonly NamedRevision[]
}

export interface CitedClause {
  readonly id: string
  readonly label: string
  readonly basis: string
}

/** Rules as the phone held them; `isSame`: they are what the bureau published. */
export interface UsedPack {
  readonly pack: string
  readonly title: string
  readonly version: number
  readonly isSame: boolean
}

export interface Confirmation {
  readonly person: string
  readonly agrees: boolean
  readonly reason: string
  readonly received: Date | null
  readonly isAboutThis: boolean
}

export interface NamedRevision extends Revision {
  readonly name: string
}

export async function fetchAct(id: string): Promise<Answer<ActRecord>> {
  return read(await request('GET', pathOf(id)), recordOf)
}

export async function correctAtDesk(
  id: string,
  reason: string,
  changes: Changes,
): Promise<Answer<ActRecord>> {
  return read(await request('POST', `${pathOf(id)}/correct`, { reason, changes }), recordOf)
}

export async function withdrawAtDesk(id: string, reason: string): Promise<Answer<ActRecord>> {
  return read(await request('POST', `${pathOf(id)}/withdraw`, { reason }), recordOf)
}

function pathOf(id: string): string {
  return `${ACTS}/${encodeURIComponent(id)}`
}

function recordOf(raw: unknown): ActRecord {
  const act = wire('RegistrationDetailOut', raw)
  return {
    ...lineOf(wire('RegistrationOut', raw)),
    ...{ outcome: act.text('outcome'), items: act.list('items', Number) },
    ...{ leadId: act.text('lead_id'), coId: act.textOrNull('co_id') },
    ...{ coState: act.text('co_state'), signState: act.text('sign_state') },
    signReason: act.text('sign_reason'),
    signatures: [act.text('signature_sha'), act.text('co_signature_sha')],
    arrived: act.list('signatures_received', String),
    ...{ leaderReason: act.text('leader_reason'), conditions: act.text('conditions') },
    ...{ validUntil: act.text('valid_until'), follows: act.textOrNull('follows') },
    ...{ received: act.moment('received_at'), withdrawnReason: act.text('withdrawn_reason') },
    groundsPassed: act.list('grounds_passed', String),
    correctable: {
      ...{ form: formOf(act.raw('form')), act: act.text('act') },
      filing_number: act.text('filing_number'),
      representative: act.text('representative'),
      representative_title: act.text('representative_title'),
    },
    gaps: act.list('gaps', (one) => wire('GapOut', one).text('text')),
    facts: act.list('facts', factOf),
    clauses: act.list('clauses', clauseOf),
    packs: act.list('packs', packOf),
    confirmations: act.list('confirmations', confirmationOf),
    history: act.list('history', revisionOf),
  }
}

function factOf(raw: unknown) {
  const fact = wire('AskedOut', raw)
  return { name: fact.text('asked'), words: fact.text('answer') }
}

function clauseOf(raw: unknown): CitedClause {
  const clause = wire('CitedClauseOut', raw)
  return { id: clause.text('id'), label: clause.text('label'), basis: clause.text('basis') }
}

function packOf(raw: unknown): UsedPack {
  const pack = wire('PackUsedOut', raw)
  return {
    ...{ pack: pack.text('pack'), title: pack.text('title') },
    ...{ version: pack.number('version'), isSame: pack.flag('is_same') },
  }
}

function confirmationOf(raw: unknown): Confirmation {
  const said = wire('ConfirmationOut', raw)
  return {
    ...{ person: said.text('person_name'), agrees: said.flag('agrees') },
    ...{ reason: said.text('reason'), received: said.moment('received_at') },
    isAboutThis: said.flag('is_about_this'),
  }
}

function revisionOf(raw: unknown): NamedRevision {
  const entry = wire('ActHistoryOut', raw)
  const changed = [...fieldsOf(entry.raw('changes'))].map(([field, pair]) => {
    const [old, next] = itemsOf(pair)
    return [field, [old, next] as const] as const
  })
  return {
    ...{ at: entry.text('at'), device_time: entry.text('device_time') },
    ...{ by: entry.textOrNull('by'), name: entry.text('by_name') },
    ...{ action: entry.text('action'), reason: entry.text('reason') },
    changes: Object.fromEntries(changed),
  }
}

/** The filing form as it was sent; of a notice it may lack anything. */
function formOf(raw: unknown): WrittenForm | null {
  const fields = fieldsOf(raw)
  if (fields.size === 0) return null
  const text = (key: keyof WrittenForm) => textIn(fields, key)
  const number = (key: keyof WrittenForm) => numberIn(fields, key)
  const flag = (key: keyof WrittenForm) => fields.get(key) === true
  return {
    ...{ project_name: text('project_name'), site_address: text('site_address') },
    ...{ town_code: text('town_code'), area_m2: number('area_m2') },
    ...{ unit_name: text('unit_name'), unit_code: text('unit_code') },
    legal_representative: text('legal_representative'),
    ...{ contact_name: text('contact_name'), contact_phone: text('contact_phone') },
    ...{ investment_yuan: number('investment_yuan') },
    ...{ environment_yuan: number('environment_yuan'), operation_on: text('operation_on') },
    ...{ nature: oneOf(natures, text('nature')), basis: text('basis') },
    content_scale: text('content_scale'),
    impacts: itemsOf(fields.get('impacts')).flatMap((one) => oneOf(impacts, one) ?? []),
    measures: measuresOf(fields.get('measures')),
    pollution: oneOf(pollutions, text('pollution')),
    ...{ materials_complete: flag('materials_complete'), commitment: flag('commitment') },
  }
}

function measuresOf(raw: unknown): Partial<Record<Impact, Measure>> {
  const told = [...fieldsOf(raw)].map(([impact, one]) => {
    const fields = fieldsOf(one)
    const measure = textIn(fields, 'measure') ?? ''
    return [impact, { measure, destination: textIn(fields, 'destination') ?? '' }] as const
  })
  return Object.fromEntries(told)
}
