import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/matters', name: 'matters', component: () => import('./VisitsPage.vue') },
  {
    path: '/visits/new',
    name: 'new-visit',
    component: () => import('./NewVisitPage.vue'),
    meta: { bare: true },
  },
  {
    path: '/visits/drafts/:id',
    name: 'visit-form',
    component: () => import('./VisitFormPage.vue'),
    props: true,
    meta: { bare: true },
  },
  {
    path: '/visits/:id',
    name: 'visit',
    component: () => import('./VisitPage.vue'),
    props: true,
    meta: { bare: true },
  },
  {
    path: '/visits/:id/done',
    name: 'visit-done',
    component: () => import('./VisitDonePage.vue'),
    props: true,
    meta: { bare: true },
  },
  {
    path: '/visits/:id/correct',
    name: 'correct-visit',
    component: () => import('./CorrectPage.vue'),
    props: true,
    meta: { bare: true },
  },
]
