import type { Question } from '@/features/receipts/public'
import { essenceOf, type Making } from './act'
import { essenceHash } from './essence'

/** What the second officer is asked to stand for, as his phone shows it. */
export function questionOf(making: Making): Question {
  const { draft, rule, leadId, on } = making
  return {
    registrationId: draft.id,
    essenceHash: essenceHash(essenceOf(making)),
    enterpriseName: draft.enterpriseName,
    code: draft.enterpriseCode,
    outcome: draft.triaged.outcome,
    act: rule.act,
    decidedOn: on,
    leadId,
    projectName: draft.form?.texts.project_name.trim() ?? '',
  }
}
