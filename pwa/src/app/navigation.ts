import type { Counted, Place } from '@/core/counters'
import type { IconName } from '@/ui/icons'
import { homeOf, isWarden, type Role } from '@/features/accounts/public'

export interface NavigationItem {
  place: Place
  to: string
  icon: IconName
}

/** The four places of the app, as tabs on a phone and at the head of the list on a desktop. */
export const places: readonly NavigationItem[] = [
  { place: 'today', to: '/', icon: 'today' },
  { place: 'enterprises', to: '/enterprises', icon: 'enterprise' },
  { place: 'matters', to: '/matters', icon: 'matters' },
  { place: 'mine', to: '/mine', icon: 'person' },
]

/** The places of a person; who keeps the sign-ins or the log has these in the place of the day. */
export function placesFor(role: Role | null): readonly NavigationItem[] {
  if (role === null || !isWarden(role)) return places
  const own = places.filter(({ place }) => place === 'today' || place === 'mine')
  return own.map((item) => (item.place === 'today' ? { ...item, to: homeOf(role, false) } : item))
}

export interface OfficeItem {
  /** The key of its name in the texts: `app.office.<key>`. */
  key: string
  to: string
  icon: IconName
  /** Who needs it; everybody at a desk to whom the records of the work are open, if nothing is said. */
  roles?: readonly Role[]
  /** Whose counter stands beside its name. */
  counts?: Counted
}

/** What people at a desk see besides, on wide pages. A slice adds its pages here. */
export const officePlaces: readonly OfficeItem[] = [
  { key: 'overview', to: '/office', icon: 'chart' },
  { key: 'desk', to: '/office/desk', icon: 'quota' },
  { key: 'planning', to: '/office/planning', icon: 'today' },
  { key: 'visits', to: '/office/visits', icon: 'visit' },
  { key: 'acts', to: '/office/acts', icon: 'signature' },
  { key: 'cases', to: '/office/cases', icon: 'people' },
  { key: 'map', to: '/office/map', icon: 'map' },
  { key: 'progress', to: '/office/progress', icon: 'quota' },
  { key: 'reviews', to: '/office/reviews', icon: 'alarm', counts: 'reviews' },
  {
    key: 'rescue',
    to: '/office/rescue',
    icon: 'phone',
    roles: ['administrator', 'branch_head'],
  },
  { key: 'rules', to: '/office/rules', icon: 'matters' },
  { key: 'numbers', to: '/office/numbers', icon: 'matters' },
  { key: 'security', to: '/office/security', icon: 'chart', roles: ['security'] },
  { key: 'audit', to: '/office/audit', icon: 'eye', roles: ['supervisor', 'auditor'] },
  { key: 'enterprises', to: '/office/enterprises', icon: 'enterprise' },
  { key: 'imports', to: '/office/imports', icon: 'import', roles: ['administrator'] },
  {
    key: 'people',
    to: '/office/people',
    icon: 'people',
    roles: ['administrator', 'security', 'branch_head'],
  },
  {
    key: 'deputies',
    to: '/office/deputies',
    icon: 'person',
    roles: ['administrator', 'branch_head'],
  },
  {
    key: 'phoneKeys',
    to: '/office/phone-keys',
    icon: 'key',
    roles: ['security', 'branch_head'],
  },
]

/** The office's pages that a person of this role has work in. */
export function officePlacesFor(role: Role): readonly OfficeItem[] {
  return officePlaces.filter(({ roles }) => roles?.includes(role) ?? !isWarden(role))
}

/** Whether people of this role go out to enterprises. */
export function makesVisits(role: Role | null): boolean {
  return role === null || !(isWarden(role) || role === 'administrator' || role === 'supervisor')
}
