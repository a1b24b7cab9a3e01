import type { RouteRecordRaw } from 'vue-router'

const bare = { bare: true }

export const routes: RouteRecordRaw[] = [
  {
    path: '/enterprises',
    name: 'enterprises',
    component: () => import('./EnterprisesPage.vue'),
  },
  {
    path: '/enterprises/new',
    name: 'enterprise-new',
    component: () => import('./NewEnterprisePage.vue'),
    meta: bare,
  },
  {
    path: '/enterprises/:id',
    name: 'enterprise',
    component: () => import('./EnterprisePage.vue'),
    props: true,
    meta: bare,
  },
  {
    path: '/enterprises/:id/amend',
    name: 'enterprise-amend',
    component: () => import('./AmendPage.vue'),
    props: true,
    meta: bare,
  },
  {
    path: '/office/enterprises',
    name: 'registry',
    component: () => import('./office/RegistryPage.vue'),
  },
  {
    path: '/office/imports',
    name: 'enterprise-imports',
    component: () => import('./import/ImportPage.vue'),
    meta: { roles: ['administrator'] },
  },
]
