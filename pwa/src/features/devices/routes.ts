import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/enrol',
    name: 'enrol',
    component: () => import('./EnrolPage.vue'),
    meta: { bare: true },
  },
  {
    path: '/office/phone-keys',
    name: 'phone-keys',
    component: () => import('./desk/KeysPage.vue'),
    meta: { roles: ['security', 'branch_head'] },
  },
  {
    path: '/office/security',
    name: 'security',
    component: () => import('./desk/SecurityPage.vue'),
    meta: { roles: ['security'] },
  },
]
