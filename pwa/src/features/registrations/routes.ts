import type { RouteRecordRaw } from 'vue-router'

const page = { props: true, meta: { bare: true } }

export const routes: RouteRecordRaw[] = [
  { path: '/office/acts', name: 'acts', component: () => import('./office/ActsPage.vue') },
  {
    ...{ path: '/enterprises/:id/triage', name: 'triage' },
    ...{ component: () => import('./DoorPage.vue'), ...page },
  },
  {
    ...{ path: '/registrations/drafts/:id/:step(form|officers|card|sign)?', name: 'making' },
    ...{ component: () => import('./MakingPage.vue'), ...page },
  },
  {
    ...{ path: '/registrations/:id', name: 'registration' },
    ...{ component: () => import('./ActPage.vue'), ...page },
  },
  {
    ...{ path: '/registrations/:id/correct', name: 'correct-registration' },
    ...{ component: () => import('./CorrectPage.vue'), ...page },
  },
  {
    ...{ path: '/registrations/:id/done', name: 'registration-done' },
    ...{ component: () => import('./DonePage.vue'), ...page },
  },
]
