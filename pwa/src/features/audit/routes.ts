import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/office/audit',
    name: 'audit',
    component: () => import('./TrailPage.vue'),
    meta: { roles: ['supervisor', 'auditor'] },
  },
]
