/** The closed sets of words of an on-site act (docs/registrations.md §1, §3). */
export const acts = [
  'decision',
  'assistance',
  'exemption',
  'referral',
  'outside',
  'notice',
] as const
export const outcomes = [
  'outside',
  'exempt',
  'registration_form',
  'report_form',
  'report_book',
] as const
export const natures = ['new', 'expand', 'rebuild', 'move'] as const
export const impacts = ['water', 'air', 'noise', 'waste', 'ecology', 'radiation'] as const
export const pollutions = ['none', 'slight', 'more'] as const
export const coHows = ['qr', 'glass', 'none'] as const
export const coStates = ['confirmed', 'waiting', 'declined', 'none'] as const

export type Act = (typeof acts)[number]
export type Outcome = (typeof outcomes)[number]
export type Nature = (typeof natures)[number]
export type Impact = (typeof impacts)[number]
export type Pollution = (typeof pollutions)[number]
export type CoHow = (typeof coHows)[number]
export type CoState = (typeof coStates)[number]
