export { DEVICE_KEY, type DeviceKeyRow } from './rows'
export { default as RegisterKey } from './RegisterKey.vue'
