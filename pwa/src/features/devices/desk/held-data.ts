import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { itemsOf } from '@/core/shape'
import { wire } from '@/core/wire'

/** What the phone of one key holds, as the bureau knows it. */
export interface Held {
  readonly person: string
  readonly lastSeen: Date | null
  readonly waiting: number
  readonly decidesUntil: Date | null
  readonly darkAt: Date | null
  readonly scopes: readonly {
    readonly kind: string
    readonly name: string
    readonly rows: number
  }[]
  readonly numbers: readonly HeldNumbers[]
}

export interface HeldNumbers {
  readonly first: string
  readonly last: string
  readonly known: number
  /** How many may stand on receipts that nobody has told of, and between which two. */
  readonly possible: number
  readonly from: string
  readonly to: string
}

export async function fetchHeld(kid: string): Promise<Answer<Held>> {
  return read(await request('GET', `/api/devices/keys/${encodeURIComponent(kid)}/held`), heldOf)
}

function heldOf(raw: unknown): Held {
  const held = wire('HoldingOut', raw)
  return {
    ...{ person: held.text('person_name'), waiting: held.number('waiting') },
    ...{ lastSeen: held.moment('last_seen_at'), darkAt: held.moment('dark_at') },
    decidesUntil: held.moment('decides_until'),
    scopes: held.list('scopes', (one) => {
      const scope = wire('HeldScopeOut', one)
      return { kind: scope.text('scope'), name: scope.text('name'), rows: scope.number('rows') }
    }),
    numbers: held.list('numbers', numbersOf),
  }
}

function numbersOf(raw: unknown): HeldNumbers {
  const block = wire('HeldNumbersOut', raw)
  return {
    ...{ first: block.text('first'), last: block.text('last') },
    ...{ known: itemsOf(block.raw('known')).length, possible: block.number('possible') },
    ...{ from: block.text('possible_from'), to: block.text('possible_to') },
  }
}
