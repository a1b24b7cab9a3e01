import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { wire } from '@/core/wire'

export interface PeopleFault {
  row: number
  column: string
  value: string
  words: string
}

export interface FirstPassword {
  name: string
  login: string
  password: string
}

/** A rank that somebody known holds from a day on (`YYYY-MM-DD`). */
export interface NewRank {
  name: string
  rank: string
  from: string
}

export interface PeopleImport {
  read: number
  created: number
  unchanged: number
  rejected: number
  faults: PeopleFault[]
  people: FirstPassword[]
  ranks: NewRank[]
}

/** Say what importing the file would do; nothing is written. */
export async function checkPeople(file: File): Promise<Answer<PeopleImport>> {
  return read(await request('POST', '/api/people-imports', formOf(file)), importOf)
}

/** Open the accounts and note the ranks of the good rows. */
export async function importPeople(file: File): Promise<Answer<PeopleImport>> {
  return read(await request('POST', '/api/people-imports/commit', formOf(file)), importOf)
}

function formOf(file: File): FormData {
  const form = new FormData()
  form.append('file', file)
  return form
}

function importOf(raw: unknown): PeopleImport {
  const answer = wire('PeopleImportOut', raw)
  return {
    read: answer.number('read'),
    created: answer.number('created'),
    unchanged: answer.number('unchanged'),
    rejected: answer.number('rejected'),
    faults: answer.list('faults', faultOf),
    people: answer.list('people', passwordOf),
    ranks: answer.list('ranks', rankOf),
  }
}

function rankOf(raw: unknown): NewRank {
  const told = wire('NewRankOut', raw)
  return { name: told.text('name'), rank: told.text('rank'), from: told.text('from_on') }
}

function faultOf(raw: unknown): PeopleFault {
  const fault = wire('PersonFaultOut', raw)
  return {
    row: fault.number('row'),
    column: fault.text('column'),
    value: fault.text('value'),
    words: fault.text('words'),
  }
}

function passwordOf(raw: unknown): FirstPassword {
  const person = wire('FirstPasswordOut', raw)
  return {
    name: person.text('name'),
    login: person.text('login'),
    password: person.text('password'),
  }
}
