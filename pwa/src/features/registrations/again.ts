/** A refused act, or a refused correction of one, as a draft to be done again. */
import { fieldsOf, itemsOf, numberIn, oneOf, textIn, type Fields } from '@/core/shape'
import { argsOf, type DraftAgain } from '@/features/replica/public'
import type { PackRow } from '@/features/rulebook/public'
import type { Entry } from '@/sync/entry'
import { draftKey, parseDraft, type RegistrationDraft } from './draft'
import { isFormGap } from './gap-words'
import { formAgain } from './form-again'
import { correctionKey } from './revising'
import { coHows } from './words'

/**
 * Null for what is not written in a form of its own. The new act is called after the refused
 * command, so that it is begun once only; `packs` have the words of the clauses.
 */
export function actAgain(entry: Entry, packs: readonly PackRow[]): DraftAgain | null {
  if (entry.name === 'registration.correct') return correctionAgain(entry)
  if (!['registration.decide', 'registration.notify'].includes(entry.name)) return null
  const value = makingAgain(entry, packs)
  return value && { key: draftKey(entry.id), value, path: `/registrations/drafts/${entry.id}` }
}

function correctionAgain(entry: Entry): DraftAgain {
  const args = argsOf(entry)
  const changes = [...fieldsOf(args.get('changes'))]
  const next = changes.map(([field, pair]) => [field, itemsOf(pair)[1] ?? ''] as const)
  return {
    key: correctionKey(entry.entity),
    value: { ...Object.fromEntries(next), reason: textIn(args, 'reason') ?? '' },
    path: `/registrations/${entry.entity}/correct`,
  }
}

/** The act under a new id. Who signed or confirmed stood for the refused one, and is asked again. */
function makingAgain(entry: Entry, packs: readonly PackRow[]): RegistrationDraft | null {
  const args = argsOf(entry)
  const shown = fieldsOf(entry.previews.find(({ tbl }) => tbl === 'registration')?.row)
  return parseDraft({
    ...{ id: entry.id, enterpriseId: args.get('enterprise_id'), enterpriseName: entry.title },
    enterpriseCode: shown.get('enterprise_code'),
    enterpriseVer: fieldsOf(args.get('seen')).get('enterprise_ver'),
    townCode: shown.get('town_code'),
    openedAt: args.get('opened_at'),
    triaged: triagedAgain(entry, args, packs),
    form: formAgain(fieldsOf(args.get('form'))),
    isNotice: entry.name === 'registration.notify',
    leaderReason: args.get('leader_reason'),
    co: secondAgain(fieldsOf(args.get('co_officer'))),
    representative: args.get('representative'),
    representativeTitle: args.get('representative_title'),
    signature: signatureAgain(fieldsOf(args.get('signature'))),
    filingNumber: args.get('filing_number'),
  })
}

function triagedAgain(entry: Entry, args: Fields, packs: readonly PackRow[]) {
  const used = fieldsOf(args.get('packs'))
  const clauses = ['classification', 'exemption'].flatMap((pack) =>
    clausesOf(pack, fieldsOf(used.get(pack)), packs),
  )
  const known = new Map(clauses.map((clause) => [textIn(clause, 'id'), clause]))
  const reasons = itemsOf(args.get('clauses')).map((id) => {
    const clause = typeof id === 'string' ? known.get(id) : undefined
    return { id, label: clause?.get('label') ?? '', basis: clause?.get('basis') ?? '' }
  })
  const against = objectionsIn(args)
  return {
    ...{ outcome: args.get('outcome'), items: args.get('items'), facts: args.get('facts') },
    ...{ reasons, against, isForDoor: isForDoor(entry, used, against.length) },
    ...{ classification: used.get('classification'), exemption: used.get('exemption') },
    ...{ eligibility: used.get('eligibility'), conditions: args.get('conditions') },
    validMonths: shortestOf(reasons.map(({ id }) => known.get(String(id)))),
  }
}

function clausesOf(pack: string, used: Fields, packs: readonly PackRow[]): readonly Fields[] {
  const row = packs.find((one) => one.pack === pack && one.hash === used.get('hash'))
  if (row === undefined) return []
  return itemsOf(fieldsOf(JSON.parse(row.content)).get('clauses')).map(fieldsOf)
}

/** What a notice says beside the form speaks against deciding here. */
function objectionsIn(args: Fields) {
  return itemsOf(args.get('gaps'))
    .map(fieldsOf)
    .map((gap) => ({ id: textIn(gap, 'field') ?? '', label: textIn(gap, 'text') ?? '', basis: '' }))
    .filter(({ id }) => !isFormGap(id))
    .map((gap) => ({ ...gap, id: gap.id.replace(/^eligibility\./u, '') }))
}

function isForDoor({ name }: Entry, used: Fields, objections: number): boolean {
  if (name === 'registration.decide') return used.get('eligibility') !== null
  return objections === 0
}

function shortestOf(clauses: readonly (Fields | undefined)[]): number | null {
  const months = clauses.flatMap((clause) => {
    const told = clause === undefined ? null : numberIn(clause, 'valid_months')
    return told === null ? [] : [told]
  })
  return months.length > 0 ? Math.min(...months) : null
}

function secondAgain(told: Fields) {
  const how = oneOf(coHows, told.get('how'))
  return { personId: told.get('person_id'), how: how === 'qr' ? null : how }
}

function signatureAgain(told: Fields) {
  return told.get('state') === 'signed'
    ? { state: 'signed' }
    : { state: told.get('state'), reason: told.get('reason') }
}
