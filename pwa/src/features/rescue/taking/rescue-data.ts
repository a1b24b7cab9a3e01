import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { wire } from '@/core/wire'

export interface RescuedCommand {
  readonly id: string
  readonly seq: number
  readonly name: string
  readonly madeAt: Date | null
  readonly status: string
  readonly known: boolean
  /** Why it was not simply taken in, in the bureau's words. */
  readonly words: string
}

export interface RescuedPhotos {
  readonly new: number
  readonly known: number
  readonly refused: number
  readonly words: readonly string[]
}

export interface Rescue {
  readonly sha256: string
  readonly personName: string
  readonly branchName: string | null
  readonly active: boolean
  readonly deviceKnown: boolean
  readonly madeAt: Date | null
  readonly commands: readonly RescuedCommand[]
  readonly photos: RescuedPhotos
}

/** Say whose work a file holds and what taking it in would do; nothing is written. */
export async function lookInto(file: File): Promise<Answer<Rescue>> {
  return read(await request('POST', '/api/rescues', formOf(file)), rescueOf)
}

/** Take in the file that was looked into. */
export async function takeIn(file: File, sha256: string): Promise<Answer<Rescue>> {
  const form = formOf(file)
  form.append('sha256', sha256)
  return read(await request('POST', '/api/rescues/commit', form), rescueOf)
}

function formOf(file: File): FormData {
  const form = new FormData()
  form.append('file', file)
  return form
}

function rescueOf(raw: unknown): Rescue {
  const answer = wire('RescueOut', raw)
  return {
    sha256: answer.text('sha256'),
    personName: answer.text('person_name'),
    branchName: answer.textOrNull('branch_name'),
    active: answer.flag('active'),
    deviceKnown: answer.flag('device_known'),
    madeAt: answer.moment('made_at'),
    commands: answer.list('commands', commandOf),
    photos: photosOf(answer.raw('photos')),
  }
}

function commandOf(raw: unknown): RescuedCommand {
  const command = wire('RescuedCommandOut', raw)
  const words = [command.text('title'), command.text('detail')]
  return {
    id: String(command.number('seq')),
    seq: command.number('seq'),
    name: command.text('name'),
    madeAt: command.moment('device_time'),
    status: command.text('status'),
    known: command.flag('known'),
    words: words.filter((part) => part !== '').join('：'),
  }
}

function photosOf(raw: unknown): RescuedPhotos {
  const photos = wire('RescuedPhotosOut', raw)
  return {
    new: photos.number('new'),
    known: photos.number('known'),
    refused: photos.number('refused'),
    words: photos.list('words', String),
  }
}
