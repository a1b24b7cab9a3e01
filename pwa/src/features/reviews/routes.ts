import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/office/reviews', name: 'reviews', component: () => import('./ReviewsPage.vue') },
]
