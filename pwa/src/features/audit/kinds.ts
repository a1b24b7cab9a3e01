/** The kinds of deeds to choose from. */
export const allKinds = [
  'alarms',
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

/** The deeds of a kind by the first words of their names in the trail; alarms by their names. */
export const KINDS: Record<Kind, readonly string[]> = {
  alarms: ['device.forked', 'command.refused', 'sign_in.copied', 'case.guessed'],
  visits: ['visit', 'finding'],
  acts: ['registration', 'paper'],
  cases: ['case'],
  planning: ['planning'],
  quotas: ['quota', 'report'],
  reviews: ['review'],
  enterprises: ['enterprise', 'enterprises'],
  people: ['person', 'people', 'password', 'sign_in', 'deputy', 'administrator'],
  numbers: ['number', 'numbers'],
  rules: ['rules', 'branch'],
  phones: ['device', 'device_key', 'enrolment', 'push', 'rescue'],
  uploads: ['command'],
  looks: ['look'],
  system: ['audit', 'backup', 'bureau_key', 'epoch', 'demo'],
}
