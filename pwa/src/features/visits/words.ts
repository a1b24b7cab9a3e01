/** The closed sets of words of a visit (docs/protocol.md §2); the screen's words stand in the texts. */
export const kinds = ['guidance', 'notice', 'follow_up', 'other'] as const
export const categories = ['water', 'air', 'noise', 'waste', 'procedure', 'other'] as const
export const signStates = ['signed', 'refused', 'absent'] as const
export const checkinSources = ['gps', 'pin', 'town'] as const

export type Kind = (typeof kinds)[number]
export type Category = (typeof categories)[number]
export type SignState = (typeof signStates)[number]
export type CheckinSource = (typeof checkinSources)[number]
