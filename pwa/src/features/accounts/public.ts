export type { Person, ReceiptKey, Role } from './person'
export { useSession } from './session'
export { default as StorageRow } from './StorageRow.vue'
