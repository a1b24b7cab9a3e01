import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/verify',
    name: 'verify',
    component: () => import('./VerifyPage.vue'),
    meta: { open: true, bare: true },
  },
  { path: '/scan', name: 'scan', component: () => import('./ScanPage.vue'), meta: { bare: true } },
]
