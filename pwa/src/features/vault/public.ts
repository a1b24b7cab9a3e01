export { default as VaultGate } from './VaultGate.vue'
