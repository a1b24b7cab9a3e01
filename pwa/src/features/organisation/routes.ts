import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/mine/towns',
    name: 'town-packs',
    component: () => import('./TownPacksPage.vue'),
    meta: { bare: true },
  },
]
