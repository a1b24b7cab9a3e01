import { ref } from 'vue'

/** Whether this phone has been without contact for so long that it shows nothing (docs/devices.md §6). */
export const isDark = ref(false)
