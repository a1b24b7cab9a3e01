import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/office/rules', name: 'rules', component: () => import('./RulesPage.vue') },
]
