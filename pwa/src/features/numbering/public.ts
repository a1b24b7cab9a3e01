export { useNumbers, type Numbers } from './use-numbers'
export { default as PhoneNumbers } from './PhoneNumbers.vue'
