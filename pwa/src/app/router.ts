import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type Router,
  type RouteRecordRaw,
} from 'vue-router'
import { homeOf, isWarden, type Role } from '@/features/accounts/public'
import { routes as accounts } from '@/features/accounts/routes'
import { routes as audit } from '@/features/audit/routes'
import { routes as cases } from '@/features/cases/routes'
import { routes as devices } from '@/features/devices/routes'
import { routes as enterprises } from '@/features/enterprises/routes'
import { routes as jurisdiction } from '@/features/jurisdiction/routes'
import { routes as messages } from '@/features/messages/routes'
import { routes as numbering } from '@/features/numbering/routes'
import { routes as organisation } from '@/features/organisation/routes'
import { routes as outbox } from '@/features/outbox/routes'
import { routes as planning } from '@/features/planning/routes'
import { routes as receipts } from '@/features/receipts/routes'
import { routes as registrations } from '@/features/registrations/routes'
import { routes as reports } from '@/features/reports/routes'
import { routes as rescue } from '@/features/rescue/routes'
import { routes as reviews } from '@/features/reviews/routes'
import { routes as rulebook } from '@/features/rulebook/routes'
import { routes as vault } from '@/features/vault/routes'
import { routes as visits } from '@/features/visits/routes'
import { layersFirst } from './back-key'

declare module 'vue-router' {
  interface RouteMeta {
    /** May be seen without signing in. */
    open?: boolean
    /** Fills the phone: no tabs below, as for forms and single records. */
    bare?: boolean
    /** Only people of these roles have work here; a page without is everybody's. */
    roles?: readonly string[]
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'today', component: () => import('./TodayPage.vue') },
  ...accounts,
  ...audit,
  ...cases,
  ...devices,
  ...enterprises,
  ...jurisdiction,
  ...organisation,
  ...outbox,
  ...planning,
  ...receipts,
  ...registrations,
  ...reports,
  ...rescue,
  ...reviews,
  ...rulebook,
  ...messages,
  ...numbering,
  ...vault,
  ...visits,
  {
    path: '/:rest(.*)*',
    name: 'lost',
    component: () => import('./LostPage.vue'),
    meta: { bare: true },
  },
]

export const router = createRouter({
  history: layersFirst(createWebHistory()),
  routes,
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is still experimental
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

/** Whether a page shows nobody but the person himself and his phone. */
const OF_ONESELF = /^\/(mine(\/(?!towns).*)?|enrol|outbox|messages)$/

/** Where a person is led instead; who keeps the sign-ins or the log has no part in the work. */
function elsewhere(role: Role, to: RouteLocationNormalized): string | true {
  if (to.meta.roles) return to.meta.roles.includes(role) ? true : '/'
  if (!isWarden(role) || to.name === 'lost' || OF_ONESELF.test(to.path)) return true
  return homeOf(role, false)
}

/** Lead strangers to the door and back to where they wanted to go; others' pages lead home. */
export function guard(guarded: Router, roleNow: () => Role | null, isLocked: () => boolean): void {
  guarded.beforeEach((to) => {
    const role = roleNow()
    // Before a locked vault nothing of the page is shown; it comes here again once that is open.
    if (to.meta.open === true || isLocked()) return true
    if (role !== null) return elsewhere(role, to)
    return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  })
}
