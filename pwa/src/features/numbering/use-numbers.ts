/** The numbers that this phone carries: how many are left, which comes next, asking for more. */
import { onScopeDispose, shallowRef } from 'vue'
import { uuid7 } from '@/core/ids'
import { useClient, useOutbox, useTable } from '@/features/replica/public'
import type { Client } from '@/sync/client'
import { isWaiting } from '@/sync/entry'
import type { Issued } from '@/sync/issuing'
import { isLow, NUMBER_LEASE, pick, remaining, yearOf, type PickedNumber } from '@/sync/numbers'

/** Of a kind of the regime's series, on a day of the city (YYYY-MM-DD). Reads are tracked. */
export interface Numbers {
  left(kind: string, on: string): number
  /** Whether this phone should meet the bureau soon. */
  isLow(kind: string, on: string): boolean
  /** The number that the next paper will probably bear; null when none is left. */
  next(kind: string, on: string): string | null
  /** Whether a wish for more waits to be sent. */
  isAsked(kind: string, on: string): boolean
  /** Ask the bureau for more, once, and with no network too: the wish goes up at the next contact. */
  ask(kind: string, on: string): Promise<Issued | null>
  /** Give the next number to nothing, with the reason; the bureau enters it as void. */
  voidNext(kind: string, on: string, reason: string): Promise<Issued>
  /** Give back what is left of the block that the next number is of. */
  giveBack(kind: string, on: string): Promise<Issued>
}

const ASK = 'number.ask'
const VOID = 'number.void'
const RETURN = 'number.return'

export function useNumbers(): Numbers {
  const client = useClient()
  const leases = useTable(NUMBER_LEASE)
  const outbox = useOutbox()
  const taken = shallowRef(client.numbers())
  onScopeDispose(
    client.subscribe(() => {
      taken.value = client.numbers()
    }),
  )

  function left(kind: string, on: string): number {
    return remaining(leases.all(), taken.value, { kind, year: yearOf(on) })
  }

  function isAsked(kind: string, on: string): boolean {
    const args = JSON.stringify(argsOf(kind, on))
    return outbox.value.some(
      (entry) => entry.name === ASK && isWaiting(entry) && entry.body.includes(args),
    )
  }

  async function ask(kind: string, on: string): Promise<Issued | null> {
    if (isAsked(kind, on)) return null
    const args = argsOf(kind, on)
    return client.issue({ name: ASK, entity: uuid7(), args, previews: [], title: '' })
  }

  return {
    left,
    isLow: (kind, on) => isLow(left(kind, on)),
    next: (kind, on) => pick(leases.all(), taken.value, { kind, on })?.text ?? null,
    isAsked,
    ask,
    ...givingUp(client, (kind, on) => pick(leases.all(), taken.value, { kind, on })),
  }
}

type Picked = (kind: string, on: string) => PickedNumber | null

/** What is done with numbers that no paper shall bear. */
function givingUp(client: Client, picked: Picked): Pick<Numbers, 'voidNext' | 'giveBack'> {
  return {
    voidNext: (kind, on, reason) =>
      client.issue({
        number: { kind, on },
        make: ({ leaseId, n, text }) => ({
          ...{ name: VOID, entity: leaseId, args: { n, reason }, previews: [], title: text },
        }),
      }),
    giveBack: (kind, on) => {
      const lease = picked(kind, on)?.leaseId ?? ''
      return client.issue({
        rest: lease,
        giveBack: (from) => ({
          ...{ name: RETURN, entity: lease, args: { from }, previews: [], title: '' },
        }),
      })
    },
  }
}

function argsOf(kind: string, on: string): { kind: string; year: number } {
  return { kind, year: yearOf(on) }
}
