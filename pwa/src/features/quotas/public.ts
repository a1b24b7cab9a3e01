export { default as QuotaCard } from './QuotaCard.vue'
