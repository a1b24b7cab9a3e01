import type { RegistrationDraft } from './draft'
import type { RegistrationRow } from './rows'

/** Whether the enterprise was told its gaps for this project before; once is the rule. */
export function isSecondNotice(
  draft: RegistrationDraft,
  acts: readonly RegistrationRow[],
): boolean {
  const project = draft.form?.texts.project_name.trim() ?? ''
  return acts.some(
    (act) =>
      act.act === 'notice' &&
      act.state !== 'withdrawn' &&
      act.enterprise_id === draft.enterpriseId &&
      (act.form?.project_name ?? '') === project,
  )
}
