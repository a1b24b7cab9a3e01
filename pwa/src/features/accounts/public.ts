export type { Person, PublicKey, Role } from './person'
export { clearedWords } from './cleared-words'
export { useSession } from './session'
export { default as StorageRow } from './StorageRow.vue'
