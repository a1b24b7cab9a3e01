import type { RouteRecordRaw } from 'vue-router'
import { learnWords } from './texts'

const pages: RouteRecordRaw[] = [
  { path: '/office', name: 'overview', component: () => import('./OverviewPage.vue') },
  { path: '/office/desk', name: 'managers-desk', component: () => import('./desk/DeskPage.vue') },
  { path: '/office/visits', name: 'office-visits', component: () => import('./VisitListPage.vue') },
  { path: '/office/map', name: 'visit-map', component: () => import('./VisitMapPage.vue') },
  { path: '/office/progress', name: 'progress', component: () => import('./ProgressPage.vue') },
]

export const routes = pages.map((page): RouteRecordRaw => ({ ...page, beforeEnter: learnWords }))
