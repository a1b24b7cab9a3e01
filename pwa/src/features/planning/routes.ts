import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/office/planning',
    name: 'planning',
    component: () => import('./PlanPage.vue'),
    meta: { roles: ['branch_head', 'manager', 'supervisor', 'administrator'] },
  },
]
