import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/mine/lock',
    name: 'lock',
    component: () => import('./LockPage.vue'),
    meta: { bare: true },
  },
]
