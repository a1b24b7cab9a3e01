import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { wire } from '@/core/wire'

/** What a link asks about. */
export interface Question {
  readonly title: string
  readonly enterprise: string
  readonly done: string
  readonly doneOn: string
}

const PUBLIC = '/api/public/cases'

export async function lookAtLink(token: string): Promise<Answer<Question>> {
  return read(await request('POST', `${PUBLIC}/look`, { token }), questionOf)
}

export async function answerLink(
  token: string,
  agrees: boolean,
  words: string,
): Promise<Answer<Question>> {
  return read(await request('POST', `${PUBLIC}/answer`, { token, agrees, words }), questionOf)
}

function questionOf(raw: unknown): Question {
  const told = wire('QuestionOut', raw)
  return {
    ...{ title: told.text('title'), enterprise: told.text('enterprise_name') },
    ...{ done: told.text('done'), doneOn: told.text('done_on') },
  }
}
