export { useNumbers, type Numbers } from './use-numbers'
export { cityDay, type PickedNumber } from '@/sync/numbers'
