import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/office/numbers',
    name: 'numbers',
    component: () => import('./NumbersPage.vue'),
    meta: { roles: ['administrator', 'branch_head', 'manager', 'supervisor'] },
  },
]
