import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/enterprises/:id/triage',
    name: 'triage',
    component: () => import('./TriagePage.vue'),
    props: true,
    meta: { bare: true },
  },
  { path: '/office/rules', name: 'rules', component: () => import('./RulesPage.vue') },
]
