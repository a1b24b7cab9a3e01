export { default as RescueExport } from './RescueExport.vue'
