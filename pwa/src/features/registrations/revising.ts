/** Commands about an act that was made: the co-officer's word, a correction, taking it back. */
import { isWaiting, type Entry } from '@/sync/entry'
import type { IssueWish } from '@/sync/issuing'
import type { RegistrationRow, Revision } from './rows'

export interface Change {
  readonly by: string
  readonly at: Date
  readonly reason: string
  readonly title: string
  readonly entries: readonly Entry[]
}

/** The fields that may be corrected after the fact; number and outcome stay as they were. */
export const correctable = [
  'filing_number',
  'representative',
  'representative_title',
  'project_name',
  'site_address',
  'legal_representative',
  'contact_name',
  'contact_phone',
  'content_scale',
] as const
export type Correctable = (typeof correctable)[number]
const besideForm = ['filing_number', 'representative', 'representative_title'] as const
type BesideForm = (typeof besideForm)[number]
type InForm = Exclude<Correctable, BesideForm>

/** The name under which a correction that is being written is kept. */
export function correctionKey(id: string): string {
  return `registration-correct:${id}`
}

/** As much of an act as a correction is about. */
export type CorrectableAct = Pick<RegistrationRow, 'form' | BesideForm> & { readonly act: string }

/** What may be corrected of this act, as it stands; without a form only what is beside it. */
export function correctableOf(act: CorrectableAct): Partial<Record<Correctable, string>> {
  const { form } = act
  const beside = besideForm
    .filter((name) => name !== 'filing_number' || mayBearFilingNumber(act))
    .map((name) => [name, act[name]] as const)
  const inside = correctable.filter(isInForm).map((name) => [name, form?.[name] ?? ''] as const)
  return Object.fromEntries(form === null ? beside : [...beside, ...inside])
}

/** Only a filing gets the national number; what bears one nevertheless may be rid of it. */
function mayBearFilingNumber({ act, filing_number: number }: CorrectableAct): boolean {
  return act === 'assistance' || number !== ''
}

function isInForm(name: Correctable): name is InForm {
  return !besideForm.some((one) => one === name)
}

export type Changes = Readonly<Record<string, readonly [old: unknown, next: unknown]>>

export function changesBetween(
  act: CorrectableAct,
  next: Partial<Record<Correctable, string>>,
): Changes {
  const now = correctableOf(act)
  return Object.fromEntries(
    correctable.flatMap((name) => {
      const [old, written] = [now[name], next[name]?.trim()]
      if (old === undefined || written === undefined || old === written) return []
      const seen = isInForm(name) && old === '' ? null : old
      return [[name, [seen, written]] as const]
    }),
  )
}

export function correctAct(act: RegistrationRow, changes: Changes, change: Change): IssueWish {
  const next = correctable.flatMap((name) => {
    const change = changes[name]
    return change === undefined ? [] : [[name, change[1]] as const]
  })
  const beside = Object.fromEntries(next.filter(([name]) => !isInForm(name)))
  const inside = Object.fromEntries(next.filter(([name]) => isInForm(name)))
  const form = act.form === null ? {} : { form: { ...act.form, ...inside } }
  const history = [...act.history, revision('correct', change, changes)]
  return {
    ...{ name: 'registration.correct', args: { reason: change.reason, changes } },
    ...about(act, change),
    previews: [{ tbl: 'registration', id: act.id, row: { ...beside, ...form, history } }],
  }
}

export function withdrawAct(act: RegistrationRow, change: Change): IssueWish {
  const history = [...act.history, revision('withdraw', change)]
  const row = { state: 'withdrawn', withdrawn_reason: change.reason, history }
  return {
    ...{ name: 'registration.withdraw', args: { reason: change.reason } },
    ...about(act, change),
    previews: [{ tbl: 'registration', id: act.id, row }],
  }
}

/** The co-officer stands for what he read, or says why not. */
export function confirmAct(act: RegistrationRow, agrees: boolean, change: Change): IssueWish {
  const history = [...act.history, revision(agrees ? 'confirm' : 'decline', change)]
  const state = agrees ? (act.state === 'waiting' ? 'confirmed' : act.state) : 'in_review'
  const coState = agrees ? 'confirmed' : 'declined'
  const row = { co_state: coState, co_at: change.at.toISOString(), state, history }
  return {
    name: 'registration.confirm',
    args: { essence_hash: act.essence_hash, agrees, reason: change.reason },
    ...about(act, change),
    previews: [{ tbl: 'registration', id: act.id, row }],
  }
}

/** On what it builds: the bureau's version, or commands of this phone before it. */
function about(act: RegistrationRow, { title, entries }: Change) {
  const before = entries.filter((entry) => entry.entity === act.id && isWaiting(entry)).at(-1)
  return {
    ...{ entity: act.id, title },
    ...(act.ver > 0 ? { baseVer: act.ver } : {}),
    ...(before ? { baseCommand: before.id, deps: [before.id] } : {}),
  }
}

function revision(action: string, { at, by, reason }: Change, changes: Changes = {}): Revision {
  return { at: at.toISOString(), by, action, reason, changes }
}
