export { default as InboxRow } from './InboxRow.vue'
export { default as NudgeFields } from './NudgeFields.vue'
export { default as ServiceNews } from './ServiceNews.vue'
export { default as UnreadCount } from './UnreadCount.vue'
