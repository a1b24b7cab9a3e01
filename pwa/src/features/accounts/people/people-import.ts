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

export interface PeopleImport {
  read: number
  created: number
  rejected: number
  faults: PeopleFault[]
  people: FirstPassword[]
}

/** Say what importing the file would do; nothing is written. */
export async function checkPeople(file: File): Promise<Answer<PeopleImport>> {
  return read(await request('POST', '/api/people-imports', formOf(file)), importOf)
}

/** Open the accounts of the good rows. */
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
    rejected: answer.number('rejected'),
    faults: answer.list('faults', faultOf),
    people: answer.list('people', passwordOf),
  }
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
