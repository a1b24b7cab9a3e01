/** Obey the bureau's order to wipe this phone: unsent work goes up first, else nothing goes. */
import { bureauKeys, signersOf } from '@/core/bureau-keys'
import { forget, keep, keptNames, readKept } from '@/core/device-store'
import { request, type Request } from '@/core/http'
import { fieldsOf, itemsOf } from '@/core/shape'
import { closeEverywhere, isOpenFor, isPausedFor } from '@/core/vault/lock'
import { lockedFile } from '@/features/rescue/public'
import { hexHash } from '@/sync/hashing'
import { followFrom, linksIn } from '@/sync/succession'
import { erase, eraseRest, ERRAND } from './erasing'
import { errandIn, errandOf, isReceiptFor, type Errand } from './orders'

/** What this needs of the world outside. */
export interface Outside {
  readonly ask: Request
  readonly leave: (to: string) => void
}

type Signers = readonly JsonWebKey[]

const AT = '/api/public/wipe'
const KEY_OF = 'device-key:'
/** Where this phone says that it was emptied; nothing of the app is needed for it. */
const EMPTIED = '/wiped.html'

const here: Outside = { ask: request, leave: (to) => location.replace(to) }
let running: Promise<void> | null = null

/** Ask for orders and obey them; one that was begun is ended first, without asking. */
export function followOrders(outside: Outside = here): Promise<void> {
  running ??= follow(outside).finally(() => {
    running = null
  })
  return running
}

async function follow(outside: Outside): Promise<void> {
  if (await goesOn(outside)) return
  const known = await bureauKeys()
  const devices = (await keptNames()).flatMap(deviceIn)
  if (known.receiptKey === null || devices.length === 0) return

  const answer = await outside.ask('POST', `${AT}/orders`, { devices })
  for (const letter of answer.ok ? itemsOf(answer.value) : []) {
    // Nobody is signed in here: what became of the bureau's keys is told with each letter.
    const links = linksIn(fieldsOf(letter).get('succession'))
    const signers = signersOf(await followFrom(known, links))
    const errand = await errandIn(letter, signers, devices)
    if (errand !== null) await obey(errand, signers, outside)
  }
}

/** Whether there was something that was begun before, or could not be told to the bureau. */
async function goesOn(outside: Outside): Promise<boolean> {
  const kept = await readKept(ERRAND)
  const errand = errandOf(kept)
  if (errand === null) return false
  if (fieldsOf(kept).get('erased') !== true) await finish(errand, outside)
  else if (await isHeard(errand, outside)) await forget(ERRAND)
  return true
}

async function obey(errand: Errand, signers: Signers, outside: Outside): Promise<void> {
  if (isOpenFor(errand.person) || isPausedFor(errand.person)) {
    // The page is loaded anew, and asks again when nothing of it is open any more.
    closeEverywhere()
    return
  }
  if (!(await isHandedOver(errand, signers, outside))) return
  await keep(ERRAND, { ...errand })
  await finish(errand, outside)
}

/** Whether nothing stands here that the bureau does not have as well. */
async function isHandedOver(errand: Errand, signers: Signers, outside: Outside): Promise<boolean> {
  const work = await lockedFile(errand.person)
  if (work.unsealed > 0 || work.astray > 0) return false
  if (work.commands + work.photos === 0) return true
  if (work.file === null) return false

  const sha256 = await hexHash(new Uint8Array(await work.file.arrayBuffer()))
  const form = new FormData()
  form.append('file', work.file)
  const named = new URLSearchParams({ order: errand.order, device: errand.device })
  const answer = await outside.ask('POST', `${AT}/work?${named}`, form)
  if (!answer.ok || !(await isReceiptFor(answer.value, signers, errand, sha256))) return false
  // Somebody may have opened the phone meanwhile and added to it.
  return !isOpenFor(errand.person) && (await lockedFile(errand.person)).content === work.content
}

async function finish(errand: Errand, outside: Outside): Promise<void> {
  const isLast = await erase(errand)
  await keep(ERRAND, { ...errand, erased: true })
  if (await isHeard(errand, outside)) await (isLast ? eraseRest() : forget(ERRAND))
  outside.leave(isLast ? EMPTIED : '/')
}

async function isHeard({ order, device }: Errand, { ask }: Outside): Promise<boolean> {
  const told = await ask('POST', `${AT}/done`, { order, device })
  // A bureau that does not know the order any more was put back to before it was given.
  return told.ok || (told.kind === 'refused' && told.status === 404)
}

function deviceIn(name: string): string[] {
  return name.startsWith(KEY_OF) ? [name.slice(KEY_OF.length)] : []
}
