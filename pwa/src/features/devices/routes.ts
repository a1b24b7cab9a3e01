import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/office/phone-keys',
    name: 'phone-keys',
    component: () => import('./desk/KeysPage.vue'),
    meta: { roles: ['administrator', 'branch_head'] },
  },
]
