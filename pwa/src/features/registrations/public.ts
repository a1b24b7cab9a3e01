import { defineAsyncComponent, type Component } from 'vue'

export { actAgain } from './again'
export { default as ActsToday } from './ActsToday.vue'
export { default as CountWaiting } from './CountWaiting.vue'
export { default as EnterpriseActs } from './EnterpriseActs.vue'
export { default as OwnActs } from './OwnActs.vue'
export { REGISTRATION, type RegistrationRow } from './rows'
/** The correcting form of an act, for whoever settles a review of it. */
export const ActCorrection = defineAsyncComponent<Component>(
  () => import('./office/ActCorrection.vue'),
)
