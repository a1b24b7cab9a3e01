import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keep, keepDevice, readKept } from '@/core/device-store'
import { closeEverywhere } from '@/core/vault/lock'
import { openVaultOf } from '@/core/vault/testing/open-vault'
import { oweFarewell, owesFarewell } from './keeping'
import { useSession } from './session'
import type { Bureau } from './test-bureau'
import { newPhone, reopened } from './test-stays'

let bureau: Bureau

beforeEach(async () => {
  bureau = await newPhone()
})

afterEach(async () => {
  await bureau.stop()
})

describe('signing in', () => {
  test('makes the officer known together with the keys of the bureau', async () => {
    const session = useSession()

    expect(await session.signIn(' officer ', 'good-pass')).toEqual({ ok: true })

    expect(session.person).toMatchObject({ id: 'p-officer', role: 'officer' })
    expect(session.receiptKey).toMatchObject({ crv: 'P-256', x: 'eA' })
    expect(session.rescueKey).toMatchObject({ crv: 'P-256', x: 'eg' })
    expect(session.expired).toBe(false)
  })

  test('keeps the key to which work is sealed without a network', async () => {
    await useSession().signIn('officer', 'good-pass')
    await bureau.stop()

    const session = await reopened()

    expect(session.rescueKey).toMatchObject({ crv: 'P-256', x: 'eg' })
    await bureau.start()
  })

  test('with a wrong password gives the words of the bureau and nobody in', async () => {
    const session = useSession()

    const answer = await session.signIn('officer', 'wrong')

    expect(answer).toMatchObject({ refusal: { problem: { title: '登录名或密码不对' } } })
    expect(session.person).toBeNull()
  })

  test('without a network says so, and works when the network is back', async () => {
    const session = useSession()
    await bureau.stop()
    expect(await session.signIn('officer', 'good-pass')).toMatchObject({
      refusal: { kind: 'network' },
    })

    await bureau.start()

    expect(await session.signIn('officer', 'good-pass')).toEqual({ ok: true })
  })

  test('again uses the same device, and another person gets another one', async () => {
    const session = useSession()

    await session.signIn('officer', 'good-pass')
    await session.signIn('branch-head', 'good-pass')
    await session.signIn('officer', 'good-pass')

    const [officer, branchHead, officerAgain] = bureau.devices
    expect(officerAgain).toBe(officer)
    expect(branchHead).not.toBe(officer)
  })

  test('under a new name leads the same person back to their device', async () => {
    const session = useSession()
    await session.signIn('officer', 'good-pass')
    const before = session.device

    bureau.rename('officer', 'officer-li')
    await session.signIn('officer-li', 'good-pass')

    expect(session.device).toBe(before)
    expect(bureau.devices.at(-1)).toBe(before)
  })

  test('under a new name with codes leads back by the next code', async () => {
    const session = useSession()
    await session.signIn('officer', 'good-pass')
    const before = session.device
    bureau.rename('officer', 'officer-li')
    bureau.demandCodes(['111111', '222222'])

    const first = await session.signIn('officer-li', 'good-pass', { code: '111111' })
    expect(first).toMatchObject({ refusal: { problem: { code: '401.342' } } })
    const next = await session.signIn('officer-li', 'good-pass', { code: '222222' })

    expect(next).toEqual({ ok: true })
    expect(bureau.devices.at(-1)).toBe(before)
  })

  test('under a new name with both says that the own password stands, and goes on by it', async () => {
    const session = useSession()
    await session.signIn('officer', 'good-pass')
    const before = session.device
    bureau.rename('officer', 'officer-li')
    bureau.givePassword('given-pass')
    bureau.demandCodes(['111111', '222222'])

    const both = { chosen: 'own-pass-26', code: '111111' }
    expect(await session.signIn('officer-li', 'given-pass', both)).toMatchObject({
      refusal: { problem: { code: '401.342' } },
      isChosen: true,
    })
    const next = await session.signIn('officer-li', 'own-pass-26', { code: '222222' })

    expect(next).toEqual({ ok: true })
    expect(bureau.devices.at(-1)).toBe(before)
  })

  test('under a new name with a given password leads back as well', async () => {
    const session = useSession()
    await session.signIn('officer', 'good-pass')
    const before = session.device
    bureau.rename('officer', 'officer-li')
    bureau.givePassword('given-pass')

    expect(await session.signIn('officer-li', 'given-pass', { chosen: 'own-pass-26' })).toEqual({
      ok: true,
    })

    expect(session.device).toBe(before)
    expect(bureau.devices.at(-1)).toBe(before)
  })
})

describe('a stay', () => {
  test('outlives a reload without a network', async () => {
    await useSession().signIn('officer', 'good-pass')
    const device = useSession().device
    await bureau.stop()

    const session = await reopened()
    await session.confirm()

    expect(session.person?.id).toBe('p-officer')
    expect(session.device).toBe(device)
    expect(session.expired).toBe(false)
  })

  test('goes by the device that the lost store was replaced by, and so does the next sign-in', async () => {
    await useSession().signIn('officer', 'good-pass')
    await keepDevice('p-officer', 'd-new')

    const session = await reopened()
    expect(session.device).toBe('d-new')

    await session.signIn('officer', 'good-pass')
    expect(session.device).toBe('d-new')
    expect(bureau.devices.at(-1)).toBe('d-new')
  })

  test('goes on after the bureau ended the session, and asks for the password', async () => {
    await useSession().signIn('officer', 'good-pass')
    bureau.endSessions()

    const session = await reopened()
    await session.confirm()

    expect(session.person?.id).toBe('p-officer')
    expect(session.expired).toBe(true)
  })

  test('takes in a new post of the person', async () => {
    await useSession().signIn('officer', 'good-pass')
    bureau.promote('officer', 'branch_head')

    const session = await reopened()
    expect(session.isOffice).toBe(false)
    await session.confirm()

    expect(session.isOffice).toBe(true)
  })
})

describe('a locked phone', () => {
  test('tells whose it is by a random id alone, and everything once it is unlocked', async () => {
    await useSession().signIn('officer', 'good-pass')
    closeEverywhere()

    const session = await reopened()
    expect([session.person, session.locked]).toEqual([null, 'p-officer'])

    await openVaultOf('p-officer')
    await session.opened()
    expect([session.person?.id, session.locked]).toEqual(['p-officer', null])
  })

  test('keeps a stay that began before there was a passphrase as soon as there is one', async () => {
    closeEverywhere()
    const session = useSession()
    await session.signIn('officer', 'good-pass')
    expect(await readKept('session')).toBeNull()

    await openVaultOf('p-officer')
    await session.opened()

    expect((await reopened()).person?.id).toBe('p-officer')
  })

  test('seals a stay of before there were vaults', async () => {
    await useSession().signIn('officer', 'good-pass')
    const { person, epoch, receiptKey, device } = useSession().stay ?? {}
    await keep('stay', null)
    const admission = { person: { ...person }, epoch, receipt_key: { ...receiptKey } }
    await keep('session', { admission, device })

    const session = await reopened()
    expect(session.person?.id).toBe('p-officer')
    await session.opened()

    expect(Object.keys((await readKept('session')) as object)).toEqual(['box'])
    expect((await reopened()).person?.id).toBe('p-officer')
  })

  test('of one person gives nothing to the next', async () => {
    await useSession().signIn('officer', 'good-pass')
    await openVaultOf('p-branch-head')

    const session = await reopened()

    expect([session.person, session.locked]).toEqual([null, 'p-officer'])
  })
})

describe('signing out', () => {
  test('ends the stay here and the session at the bureau', async () => {
    const session = useSession()
    await session.signIn('officer', 'good-pass')

    await session.signOut()

    expect(session.person).toBeNull()
    expect(bureau.isSignedIn()).toBe(false)
    expect((await reopened()).person).toBeNull()
  })

  test('without a network is told to the bureau at the next contact', async () => {
    const session = useSession()
    await session.signIn('officer', 'good-pass')
    await bureau.stop()

    await session.signOut()
    expect(session.person).toBeNull()
    await bureau.start()
    expect(bureau.isSignedIn()).toBe(true)

    await reopened()
    expect(bureau.isSignedIn()).toBe(false)
    expect(await owesFarewell()).toBe(false)
  })

  test('does not end the session of the next person', async () => {
    await oweFarewell(true)

    await useSession().signIn('branch-head', 'good-pass')
    await reopened()

    expect(bureau.isSignedIn()).toBe(true)
  })
})
