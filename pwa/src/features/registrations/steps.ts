/** The way from a verdict to an act: which steps there are, and what still stands in the way. */
import type { RegistrationDraft } from './draft'
import type { Lack } from './gaps'

export const steps = ['form', 'officers', 'card', 'sign'] as const
export type Step = (typeof steps)[number]

/** The steps of this act in their order; only a registration form is filled in. */
export function stepsOf({ form }: RegistrationDraft): readonly Step[] {
  return form === null ? steps.filter((step) => step !== 'form') : steps
}

export type Hindrance =
  | 'gaps'
  | 'noGaps'
  | 'leaderReason'
  | 'notForDoor'
  | 'coOfficer'
  | 'coSignature'
  | 'coConfirmation'
  | 'card'
  | 'signState'
  | 'signReason'
  | 'signature'
  | 'representative'

export interface Standing {
  readonly lacks: readonly Lack[]
  readonly isDecidable: boolean
  /** A second notice about the same project needs its reason. */
  readonly isSecondNotice: boolean
  readonly essenceHash: string
}

/** Everything that stands in the way of finishing, with the step where it is mended. */
export function hindrancesOf(
  draft: RegistrationDraft,
  standing: Standing,
): readonly { readonly step: Step; readonly what: Hindrance }[] {
  return [
    ...(draft.form === null ? [] : inForm(draft, standing).map((what) => at('form', what))),
    ...ofCoOfficer(draft, standing.essenceHash).map((what) => at('officers', what)),
    ...(draft.cardShownAt === null ? [at('card', 'card')] : []),
    ...ofSignature(draft).map((what) => at('sign', what)),
  ]
}

function at(step: Step, what: Hindrance) {
  return { step, what }
}

function inForm(draft: RegistrationDraft, standing: Standing): Hindrance[] {
  const { lacks, isDecidable, isSecondNotice } = standing
  if (!draft.isNotice) {
    return [...when('gaps', lacks.length > 0), ...when('notForDoor', !isDecidable)]
  }
  const hasNothing = lacks.length === 0 && draft.triaged.against.length === 0
  return [
    ...when('noGaps', hasNothing),
    ...when('leaderReason', isSecondNotice && draft.leaderReason.trim() === ''),
  ]
}

function ofCoOfficer({ co }: RegistrationDraft, essenceHash: string): Hindrance[] {
  if (co.how === null) return ['coOfficer']
  if (co.how === 'none') return []
  if (co.how === 'qr' && co.confirmation === '') return ['coConfirmation']
  if (co.personId === null) return ['coOfficer']
  if (co.how === 'glass') return when('coSignature', co.signature.sha256 === null)
  return when('coConfirmation', co.confirmedHash !== essenceHash)
}

function ofSignature({ signature, representative }: RegistrationDraft): Hindrance[] {
  if (signature.state === null) return ['signState']
  if (signature.state !== 'signed') return when('signReason', signature.reason.trim() === '')
  return [
    ...when('signature', signature.sha256 === null),
    ...when('representative', representative.trim() === ''),
  ]
}

function when(what: Hindrance, isSo: boolean): Hindrance[] {
  return isSo ? [what] : []
}
