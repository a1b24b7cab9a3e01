export { argsOf, keepAgain, type DraftAgain } from './again'
export { useDraft, type DraftForm } from './draft'
export { Keeper } from './keeper'
export { useKeptDraft, type OpenDraft } from './kept-draft'
export { clientKey, useClient, useOutbox, useStatus, useTable } from './injection'
export { notSavedWords } from './not-saved'
export {
  asDecided,
  countToReview,
  isHandedBack,
  isOfPhone,
  ofThisChain,
  REVIEW,
  type ReviewRow,
} from './reviews'
export { default as ReplicaGate } from './ReplicaGate.vue'
