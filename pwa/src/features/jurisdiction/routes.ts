import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/office/deputies',
    name: 'deputies',
    component: () => import('./DeputiesPage.vue'),
    meta: { roles: ['administrator', 'branch_head'] },
  },
]
