import type { RouteRecordRaw } from 'vue-router'
import { learnWords } from './taking/texts'

export const routes: RouteRecordRaw[] = [
  {
    path: '/mine/rescue',
    name: 'rescue-export',
    component: () => import('./RescueExportPage.vue'),
    meta: { bare: true },
  },
  {
    path: '/office/rescue',
    name: 'rescue',
    component: () => import('./taking/TakeInPage.vue'),
    beforeEnter: learnWords,
    meta: { roles: ['administrator', 'branch_head'] },
  },
]
