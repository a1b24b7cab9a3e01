import { defineAsyncComponent, type Component } from 'vue'

export type { Person, PublicKey, Role } from './person'
export { plainKeys } from './bureau'
export { homeOf, isWarden } from './person'
export { clearedWords } from './cleared-words'
export { useSession } from './session'
export { default as StorageRow } from './StorageRow.vue'

/** Phones of officers do not carry it. */
export const MissingAdministrators = defineAsyncComponent<Component>(
  () => import('./MissingAdministrators.vue'),
)
