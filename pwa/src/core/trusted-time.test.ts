import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, test } from 'vitest'
import vectors from '../../../sync/vectors/trusted-time.json'
import { readKept } from './device-store'
import { TrustedTime, type Term, type Ticks } from './trusted-time'

const HOUR = 3_600_000
const START = Date.parse('2026-11-26T02:00:00Z')

/** A phone whose clock and whose running time are turned by the test. */
class Machine implements Ticks {
  at = START
  runs = 0
  wall = () => this.at
  steady = () => this.runs
  pass(ms: number) {
    this.at += ms
    this.runs += ms
  }
}

let machine: Machine
let device: string
let phones = 0

beforeEach(() => {
  machine = new Machine()
  phones += 1
  device = `phone-${phones}`
})

/** The app as it is after a start. */
function started(): TrustedTime {
  machine.runs = 0
  return new TrustedTime(device, machine)
}

function term(issuedAt = START): Term {
  return {
    ...{ id: `l${issuedAt}`, issuedAt },
    ...{ expiresAt: issuedAt + 72 * HOUR, darkAt: issuedAt + 168 * HOUR },
  }
}

describe('the time that counts', () => {
  test('is that of the clock as long as nobody turns it', async () => {
    const time = started()
    await time.follow(term())
    machine.pass(HOUR)

    expect(await time.now()).toBe(START + HOUR)
  })

  test('goes on when the clock is turned back', async () => {
    const time = started()
    await time.follow(term())
    machine.pass(70 * HOUR)
    await time.now()
    machine.at = START
    machine.pass(3 * HOUR)

    expect(await time.now()).toBe(START + 73 * HOUR)
  })

  test('does not go back over a restart', async () => {
    const before = started()
    await before.follow(term())
    machine.pass(73 * HOUR)
    await before.now()
    machine.at = START + HOUR

    const after = started()
    expect(await after.now()).toBe(START + 73 * HOUR)
    machine.pass(HOUR)
    expect(await after.now()).toBe(START + 74 * HOUR)
  })

  test('does not go back by an older word of the bureau', async () => {
    const time = started()
    await time.follow(term())
    machine.pass(73 * HOUR)
    await time.now()
    machine.at = START

    await time.follow(term(START - HOUR))
    await time.follow(term(START))

    expect(await started().now()).toBe(START + 73 * HOUR)
  })

  test('is put right by the next word of the bureau where the clock had been years ahead', async () => {
    const time = started()
    await time.follow(term())
    machine.at = Date.parse('2030-01-01T00:00:00Z')
    await time.now()
    machine.at = START + 13 * HOUR
    await time.follow(term(START + 13 * HOUR))

    expect(await time.now()).toBe(START + 13 * HOUR)
  })

  test('stands sealed in the browser', async () => {
    await started().follow(term())
    const kept = await readKept(`anchor:${device}`)

    expect(Object.keys(kept ?? {})).toEqual(['box'])
  })
})

test.each(vectors.cases.map(({ name, steps }) => [name, steps] as const))(
  'the time that counts is that of the reference in %s',
  async (_, steps) => {
    let time = started()
    for (const step of steps) {
      machine.runs += step.ms ?? 0
      machine.at += (step.ms ?? 0) + (step.by ?? 0)
      if (step.do === 'open') time = started()
      if (step.do === 'word') await time.follow(wordOf(step))

      expect(await time.now()).toBe(step.then)
      expect(await time.isDark()).toBe(step.dark)
    }
  },
)

function wordOf(step: { issued_at?: number; expires_at?: number; dark_at?: number }): Term {
  const { issued_at: issuedAt = 0, expires_at: expiresAt = 0, dark_at: darkAt = 0 } = step
  return { id: `l${issuedAt}`, issuedAt, expiresAt, darkAt }
}

describe('a phone without contact', () => {
  test('goes dark after seven days, and not a minute before', async () => {
    const time = started()
    await time.follow(term())
    machine.pass(168 * HOUR - 60_000)
    expect(await time.isDark()).toBe(false)
    machine.pass(60_000)

    expect(await time.isDark()).toBe(true)
  })

  test('stays dark when its clock is turned back and it is started anew', async () => {
    const time = started()
    await time.follow(term())
    machine.pass(169 * HOUR)
    await time.now()
    machine.at = START

    expect(await started().isDark()).toBe(true)
  })

  test('shows itself again after contact', async () => {
    const time = started()
    await time.follow(term())
    machine.pass(169 * HOUR)
    await time.now()
    await time.follow(term(START + 169 * HOUR))

    expect(await time.isDark()).toBe(false)
  })

  test('stays dark when its clock is turned back as soon as it is seen to be', async () => {
    await started().follow(term())
    machine.pass(168 * HOUR)
    expect(await started().isDark()).toBe(true)
    machine.at = START

    expect(await started().isDark()).toBe(true)
  })

  test('is not dark before the bureau has said anything', async () => {
    expect(await started().isDark()).toBe(false)
  })
})
