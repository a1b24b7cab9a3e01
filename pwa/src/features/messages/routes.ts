import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/messages',
    name: 'messages',
    component: () => import('./InboxPage.vue'),
    meta: { bare: true },
  },
  {
    path: '/mine/notifications',
    name: 'notifications',
    component: () => import('./NotificationsPage.vue'),
    meta: { bare: true },
  },
]
