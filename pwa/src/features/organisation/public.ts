import { defineAsyncComponent, type Component } from 'vue'

export { BRANCH, PERSON, TOWN, type BranchRow, type PersonRow, type TownRow } from './rows'
export { useTowns, type Towns } from './towns'
/** The branches' complaint telephones at a desk. */
export const BranchPhonesCard = defineAsyncComponent<Component>(
  () => import('./BranchPhonesCard.vue'),
)
