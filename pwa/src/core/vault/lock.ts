/**
 * Whether the vault of the person at this phone is open (docs/vault.md §3), the same in all tabs.
 * closed: no key in memory, only passphrase or passkey open · paused: the key is in memory and a
 * PIN resumes, for a while · open: pages are shown.
 */
import { readonly, ref } from 'vue'
import { changeRecord, keepRecord, recordOf } from './records'
import type { Seals } from './seals'
import { plainForm, type Cost } from './stretching'
import { listenToTabs, tellTabs, type Said } from './tabs'
import { newVault, openedBy, rewrapped, sealsIn, type OpenVault } from './wraps'

export type LockState = 'closed' | 'paused' | 'open'

export const PIN_HOURS = 12
export const PIN_TRIES = 10

let held: OpenVault | null = null
let pin: string | null = null
let triesLeft = PIN_TRIES
let forgetting: ReturnType<typeof setTimeout> | undefined

const current = ref<LockState>('closed')
const holder = ref<string | null>(null)
export const lockState = readonly(current)

/** Whether a person's vault stands open here. */
export function isOpenFor(person: string): boolean {
  return current.value === 'open' && holder.value === person
}

/** Whether the PIN resumes this person's session. */
export function isPausedFor(person: string): boolean {
  return current.value === 'paused' && holder.value === person
}

/** The seals of the open vault; asking for them while it is not open is a bug. */
export function theSeals(): Seals {
  if (held === null || current.value !== 'open') throw new Error('the vault is not open')
  return sealsIn(held)
}

/** Make a person's vault and open it. */
export async function setUp(person: string, passphrase: string, cost?: Cost): Promise<void> {
  const { record, open } = await newVault({ vault: crypto.randomUUID(), person }, passphrase, cost)
  await keepRecord(record)
  adopt(open)
}

/** none: this person has no vault on this phone. */
export type Tried = 'open' | 'wrong' | 'none'

export async function unlock(person: string, passphrase: string): Promise<Tried> {
  const record = await recordOf(person)
  if (record === null) return 'none'
  const open = await openedBy(record, passphrase)
  if (open === null) return 'wrong'
  adopt(open)
  return 'open'
}

/** Another passphrase for the same vault; false when the old one is wrong. */
export async function changePassphrase(person: string, from: string, to: string): Promise<boolean> {
  const record = await recordOf(person)
  const fresh = record && (await rewrapped(record, from, to))
  if (fresh === null) return false
  // A passkey may have come or gone while the passphrases were stretched.
  return changeRecord(fresh, ({ passkey }) => ({ ...fresh, passkey }))
}

/** Take over a vault that stands open, be it another tab's. */
export function adopt(open: OpenVault): void {
  if (open.person !== holder.value) pin = null
  held = open
  holder.value = open.person
  triesLeft = PIN_TRIES
  current.value = 'open'
  clearTimeout(forgetting)
  forgetting = setTimeout(close, PIN_HOURS * 3600 * 1000)
}

/** Choose what resumes a paused session; it derives no key and is never written down. */
export function choosePin(wanted: string): void {
  pin = plainForm(wanted)
}

export function hasPin(): boolean {
  return pin !== null
}

/** Lock in all tabs; without a PIN only passphrase or passkey open again. */
export function lock(): void {
  tellTabs({ kind: 'lock' })
  lockHere()
}

/** closed: it was the last try, or too late. */
export function resume(tried: string): 'open' | 'wrong' | 'closed' {
  if (current.value !== 'paused') return current.value === 'open' ? 'open' : 'closed'
  if (plainForm(tried) === pin) {
    triesLeft = PIN_TRIES
    current.value = 'open'
    return 'open'
  }
  triesLeft -= 1
  if (triesLeft > 0) return 'wrong'
  closeEverywhere()
  return 'closed'
}

/** Let go of the keys in all tabs. */
export function closeEverywhere(): void {
  tellTabs({ kind: 'close' })
  close()
}

/** Ask the other tabs for this person's open vault; false when none has it open. */
export function askTabs(person: string): Promise<boolean> {
  tellTabs({ kind: 'ask', person })
  return new Promise((resolve) => {
    const asked = setTimeout(() => resolve(isOpenFor(person)), ASKED_MS)
    listening = () => {
      clearTimeout(asked)
      resolve(isOpenFor(person))
    }
  })
}

const ASKED_MS = 150
let listening: () => void = () => undefined

listenToTabs(hear)

function hear(said: Said): void {
  if (said.kind === 'lock') lockHere()
  else if (said.kind === 'close') close()
  else if (said.kind === 'ask') {
    if (held !== null && isOpenFor(said.person)) tellTabs({ kind: 'here', open: held })
  } else if (held === null) {
    adopt(said.open)
    listening()
  }
}

function lockHere(): void {
  if (held === null) return
  if (pin === null) close()
  else current.value = 'paused'
}

function close(): void {
  held = null
  holder.value = null
  pin = null
  clearTimeout(forgetting)
  current.value = 'closed'
}
