export { DEVICE_KEY, type DeviceKeyRow } from './rows'
export { keysSeenAt } from './seen-at'
export { default as RegisterKey } from './RegisterKey.vue'
