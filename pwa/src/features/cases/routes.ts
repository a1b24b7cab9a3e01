import type { RouteRecordRaw } from 'vue-router'

const page = { props: true, meta: { bare: true } }

export const routes: RouteRecordRaw[] = [
  { path: '/office/cases', name: 'cases', component: () => import('./office/CasesPage.vue') },
  {
    ...{ path: '/cases/new', name: 'new-case', meta: { bare: true } },
    component: () => import('./OpenPage.vue'),
  },
  {
    ...{ path: '/cases/:id', name: 'case', component: () => import('./CasePage.vue') },
    ...page,
  },
  {
    ...{ path: '/cases/:id/:deed(log|propose)', name: 'case-note' },
    ...{ component: () => import('./NotePage.vue'), ...page },
  },
  {
    ...{ path: '/cases/:id/answer', name: 'case-answer' },
    ...{ component: () => import('./AnswerPage.vue'), ...page },
  },
  {
    ...{ path: '/c', name: 'case-link', meta: { open: true, bare: true } },
    component: () => import('./LinkPage.vue'),
  },
]
