import { defineAsyncComponent, type Component } from 'vue'

export { caseAgain } from './again'
export { countMine } from './listing'
export { MATTER, MATTER_EVENT, type MatterEventRow, type MatterRow } from './rows'
/** Their words come with them, so not with the first load. */
export const OwnCases = defineAsyncComponent<Component>(() => import('./OwnCases.vue'))
export const TurnIntoCase = defineAsyncComponent<Component>(() => import('./TurnIntoCase.vue'))
