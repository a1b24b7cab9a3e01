/** The packs of this phone that are as the bureau published them, and those that are not. */
export { usePacks, type Sorted } from './genuine'
export { triageKey } from './answers'
export { rowOn, type PackUse } from './in-force'
export { RULE_PACK, type PackRow } from './rows'
export type { GivingClause, Outcome, TriageVerdict } from './triage-verdict'
/** The whole page; its slot `next` gets a settled `verdict` to act upon. */
export { default as TriagePage } from './TriagePage.vue'
/** The kept triage of an enterprise, for a form that goes on from its verdict. */
export { useTriage, type Triaging } from './use-triage'
