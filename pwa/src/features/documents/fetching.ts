import { requestBytes, type Answer } from '@/core/http'
import type { PaperRow } from './rows'

type NamedPaper = Pick<PaperRow, 'id' | 'title' | 'number'>

/** Fetch the PDF of a paper from the bureau, named as people will look for it. */
export async function fetchPaper(paper: NamedPaper): Promise<Answer<File>> {
  const answer = await requestBytes(`/api/papers/${encodeURIComponent(paper.id)}.pdf`)
  if (!answer.ok) return answer

  return { ...answer, value: new File([answer.value], nameOf(paper), { type: 'application/pdf' }) }
}

/** 受理回执 东环建〔2026〕1234号.pdf; signs that a file's name may not hold are left out. */
function nameOf(paper: NamedPaper): string {
  const name = [paper.title, paper.number].filter((word) => word !== '').join(' ')
  return `${name.replaceAll(/[\\/:*?"<>|]/g, '')}.pdf`
}
