import { defineStore } from 'pinia'
import { bureauKeys, signersOf, type BureauKeys } from '@/core/bureau-keys'
import { deviceOf, keepDevice } from '@/core/device-store'
import { request, type Refusal } from '@/core/http'
import { uuid7 } from '@/core/ids'
import { askTabs, closeEverywhere, isOpenFor } from '@/core/vault/lock'
import { keysConfirmed, keysProved, keysTold, plainKeys } from './bureau'
import { forgetStay, keepStay, keptStay, oweFarewell, owesFarewell, type Stay } from './keeping'
import { isOfficeRole, isWarden, parseAdmission, type Admission } from './person'

/** `isChosen`: the own password stands at the bureau by now, although nobody is signed in. */
export type SignIn = { ok: true } | { ok: false; refusal: Refusal; isChosen?: boolean }

/** What a sign-in may ask for beside name and password. */
export interface Proof {
  readonly chosen?: string
  readonly code?: string
}

const SESSION = '/api/session'
const NOT_SIGNED_IN = 401

interface SessionState {
  stay: Stay | null
  /** The bureau wants a new sign-in; everything on the phone stays as it is. */
  expired: boolean
  /** Who stays here and must open the vault first; nothing else of them is known until then. */
  locked: string | null
}

/**
 * Who works on this browser. The person stays known without a network and after the bureau has
 * ended the session (`expired`): only signing out ends the stay, and nothing here touches the outbox.
 */
export const useSession = defineStore('session', {
  state: (): SessionState => ({ stay: null, expired: false, locked: null }),

  getters: {
    person: ({ stay }) => stay?.person ?? null,
    device: ({ stay }) => stay?.device ?? null,
    epoch: ({ stay }) => stay?.epoch ?? null,
    receiptKey: ({ stay }) => stay?.receiptKey ?? null,
    rescueKey: ({ stay }) => stay?.rescueKey ?? null,
    /** Every key by which the bureau ever signed, as copies that the browser can import. */
    signers: ({ stay }) => (stay === null ? [] : signersOf(plainKeys(stay))),
    isOffice: ({ stay }) => stay !== null && isOfficeRole(stay.person.role),
    isWarden: ({ stay }) => stay !== null && isWarden(stay.person.role),
  },

  actions: {
    /** Bring back the stay kept in this browser; works without a network. */
    async restore(): Promise<void> {
      let kept = await keptStay()
      if (kept?.stay === null && (await askTabs(kept.personId))) kept = await keptStay()
      this.stay = kept?.stay ?? null
      this.locked = kept !== null && kept.stay === null ? kept.personId : null
      if (kept === null) await payFarewell()
    },

    /** The vault of this person stands open now: bring back their stay, or keep the one just begun. */
    async opened(): Promise<void> {
      if (this.stay === null) await this.restore()
      else await keepStay(this.stay)
    },

    /** Ask the bureau whether the session still stands, and take in what changed. */
    async confirm(): Promise<void> {
      if (this.stay === null) return

      const answer = await request('GET', SESSION)
      if (!answer.ok) {
        if (answer.kind === 'refused' && answer.status === NOT_SIGNED_IN) this.markExpired()
        return
      }
      const admission = parseAdmission(answer.value)
      if (admission?.person.id !== this.stay.person.id) {
        this.markExpired()
        return
      }
      const keys = keysConfirmed(this.stay, admission)
      await this.settle({ ...admission, ...keys, device: this.stay.device })
    },

    /** `chosen` follows a password that the office gave; `code` is of an authenticator. */
    async signIn(name: string, password: string, more: Proof = {}): Promise<SignIn> {
      const told = { name: name.trim(), password, chosen: '', code: '', ...more }
      const device = (await deviceOf(told.name)) ?? uuid7()
      const answer = await admit(told, device)
      if (!answer.ok) return answer

      // A renamed person comes back to the device whose outbox they left here.
      const personId = answer.admission.person.id
      const known = (await deviceOf(personId)) ?? device
      await rememberDevice(told.name, personId, known)
      if (known !== device) {
        const again = await admit(afterwards(told), known)
        // No code is taken twice: the next one then leads straight to that device.
        if (!again.ok && told.code !== '') return { ...again, isChosen: told.chosen !== '' }
      }
      const keys = keysTold(await bureauKeys(), answer.admission)
      await this.settle({ ...answer.admission, ...keys, device: known })
      return { ok: true }
    },

    /** End the stay; a bureau out of reach is told at the next contact. */
    async signOut(): Promise<void> {
      await oweFarewell(true)
      await forgetStay()
      closeEverywhere()
      this.stay = null
      this.locked = null
      this.expired = false
      await payFarewell()
    },

    /** Take over keys of the bureau that a sync has proved. */
    async learn(proved: BureauKeys): Promise<void> {
      const keys = this.stay && keysProved(this.stay, proved)
      if (this.stay === null || keys === null) return
      this.stay = { ...this.stay, ...keys }
      if (isOpenFor(this.stay.person.id)) await keepStay(this.stay)
    },

    markExpired(): void {
      this.expired = true
    },

    async settle(next: Stay): Promise<void> {
      // Whose vault is not open yet is kept as soon as it is.
      if (isOpenFor(next.person.id)) await keepStay(next)
      await oweFarewell(false)
      this.locked = null
      this.stay = next
      this.expired = false
    },
  },
})

type Admitted = { ok: true; admission: Admission } | { ok: false; refusal: Refusal }

interface Told extends Required<Proof> {
  readonly name: string
  readonly password: string
}

/** What somebody says once the password that they chose is the present one. */
function afterwards(told: Told): Told {
  return told.chosen === '' ? told : { ...told, password: told.chosen, chosen: '' }
}

async function admit({ chosen, ...told }: Told, device: string): Promise<Admitted> {
  const answer = await request('POST', SESSION, { ...told, new_password: chosen, device })
  if (!answer.ok) return { ok: false, refusal: answer }

  const admission = parseAdmission(answer.value)
  if (admission === null) return { ok: false, refusal: { ok: false, kind: 'network' } }
  return { ok: true, admission }
}

async function rememberDevice(login: string, personId: string, device: string): Promise<void> {
  await keepDevice(login, device)
  await keepDevice(personId, device)
}

async function payFarewell(): Promise<void> {
  if (!(await owesFarewell())) return

  const answer = await request('DELETE', SESSION)
  const heard = answer.ok || (answer.kind === 'refused' && answer.status === NOT_SIGNED_IN)
  if (heard) await oweFarewell(false)
}
