import type { PaperKind } from './rows'

/** What an enterprise applied for has a receipt of acceptance. */
const APPLIED_FOR = ['decision', 'assistance']
const OWN: readonly PaperKind[] = [
  ...(['decision', 'assistance', 'exemption', 'referral', 'outside', 'notice'] as const),
]

/** The papers that an act may have at the bureau, in the order of reading (docs/registrations.md §5). */
export function kindsOf(act: string, state: string): readonly PaperKind[] {
  return [
    ...(state === 'withdrawn' ? (['withdrawal'] as const) : []),
    ...OWN.filter((kind) => kind === act),
    ...(APPLIED_FOR.includes(act) ? (['receipt'] as const) : []),
  ]
}
