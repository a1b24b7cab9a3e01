export { default as PlansToday } from './PlansToday.vue'
