export { default as ActsToday } from './ActsToday.vue'
export { default as EnterpriseActs } from './EnterpriseActs.vue'
export { default as OwnActs } from './OwnActs.vue'
export { REGISTRATION, type RegistrationRow } from './rows'
