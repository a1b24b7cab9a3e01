import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./SignInPage.vue'),
    meta: { open: true, bare: true },
  },
  { path: '/mine', name: 'mine', component: () => import('./MinePage.vue') },
  {
    path: '/mine/sign-ins',
    name: 'sign-ins',
    component: () => import('./SignInsPage.vue'),
    meta: { bare: true },
  },
  {
    path: '/mine/password',
    name: 'password',
    component: () => import('./PasswordPage.vue'),
    meta: { bare: true },
  },
  {
    path: '/office/people',
    name: 'people',
    component: () => import('./people/PeoplePage.vue'),
    meta: { roles: ['administrator', 'security', 'branch_head'] },
  },
  {
    path: '/office/people/import',
    name: 'people-import',
    component: () => import('./people/PeopleImportPage.vue'),
    meta: { bare: true, roles: ['administrator', 'security'] },
  },
]
