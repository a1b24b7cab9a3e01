/** The ranks that quotas know, highest first. */
export const ranks = ['deputy_division', 'deputy_section', 'ordinary'] as const
