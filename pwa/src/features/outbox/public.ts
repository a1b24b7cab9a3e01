export { default as SyncCard } from './SyncCard.vue'
