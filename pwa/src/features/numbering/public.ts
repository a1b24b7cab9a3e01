export { cityDay, type PickedNumber } from '@/sync/numbers'
export { default as PhoneNumbers } from './PhoneNumbers.vue'
export { useNumbers, type Numbers } from './use-numbers'
