/** Where a matter can stand (docs/cases.md §3). */
export const states = [
  ...(['open', 'taken', 'in_progress', 'solved_proposed'] as const),
  ...(['disputed', 'confirmed', 'closed'] as const),
] as const
export type MatterState = (typeof states)[number]
