export { default as RescueExport } from './RescueExport.vue'
export { lockedFile, type LockedFile } from './locked'
