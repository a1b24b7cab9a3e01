export { addingOf } from './adding'
export { enterpriseAgain } from './again'
/** Emits `pick` with the id; `for-visit` sends an enterprise added there on to its visit. */
export { default as EnterprisePicker } from './EnterprisePicker.vue'
/** Rows to choose from; emits `pick` with the id. */
export { default as EnterpriseList } from './EnterpriseList.vue'
export { default as RecentEnterprises } from './RecentEnterprises.vue'
export { ENTERPRISE, type EnterpriseRow } from './rows'
