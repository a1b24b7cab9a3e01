/** The kinds of deeds to choose from. */
export const allKinds = [
  'visits',
  'acts',
  'cases',
  'planning',
  'quotas',
  'reviews',
  'enterprises',
  'people',
  'numbers',
  'rules',
  'phones',
  'uploads',
  'looks',
  'system',
] as const

export type Kind = (typeof allKinds)[number]

/** The first words of the names that the deeds of a kind have in the trail. */
export const KINDS: Record<Kind, readonly string[]> = {
  visits: ['visit', 'finding'],
  acts: ['registration', 'paper'],
  cases: ['case'],
  planning: ['planning'],
  quotas: ['quota', 'report'],
  reviews: ['review'],
  enterprises: ['enterprise', 'enterprises'],
  people: ['person', 'people', 'password', 'sign_in', 'deputy'],
  numbers: ['number', 'numbers'],
  rules: ['rules', 'branch'],
  phones: ['device', 'device_key', 'enrolment', 'push', 'rescue'],
  uploads: ['command'],
  looks: ['look'],
  system: ['audit', 'backup', 'bureau_key', 'epoch', 'demo'],
}
