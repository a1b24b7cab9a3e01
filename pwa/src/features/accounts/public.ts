export type { Person, PublicKey, Role } from './person'
export { useSession } from './session'
export { default as StorageRow } from './StorageRow.vue'
