import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Answer, Refusal } from './http'

/** Why an answer did not come: no network, or the bureau's own words. */
export interface Trouble {
  offline: boolean
  words: string
}

export interface Asked<T> {
  /** The last answer; a later failure leaves it standing. */
  value: ShallowRef<T | null>
  asking: Ref<boolean>
  trouble: ShallowRef<Trouble | null>
  ask: () => Promise<void>
}

export function troubleOf(refusal: Refusal): Trouble {
  if (refusal.kind === 'network') return { offline: true, words: '' }
  const { title, detail } = refusal.problem
  return { offline: false, words: [title, detail].filter((words) => words !== '').join('：') }
}

/** Ask the bureau and keep its latest answer; an answer that a newer question overtook is dropped. */
export function useAsked<T>(question: () => Promise<Answer<T>>): Asked<T> {
  const value = shallowRef<T | null>(null)
  const trouble = shallowRef<Trouble | null>(null)
  const asking = ref(false)
  let latest = 0

  async function ask(): Promise<void> {
    latest += 1
    const mine = latest
    asking.value = true
    const answer = await question()
    if (mine !== latest) return

    asking.value = false
    trouble.value = answer.ok ? null : troubleOf(answer)
    if (answer.ok) value.value = answer.value
  }

  return { value, asking, trouble, ask }
}

export interface Sending {
  busy: Ref<boolean>
  /** Why the last one was not taken, or what is missing in the form; '' when nothing is. */
  problem: Ref<string>
  send: <T>(question: Promise<Answer<T>>) => Promise<Answer<T>>
}

/** Send what a form holds; a refusal stays beside it in words, without a network in those of `unsaid`. */
export function useSending(unsaid: () => string): Sending {
  const busy = ref(false)
  const problem = ref('')

  async function send<T>(question: Promise<Answer<T>>): Promise<Answer<T>> {
    busy.value = true
    const answer = await question
    busy.value = false
    problem.value = answer.ok ? '' : troubleOf(answer).words || unsaid()
    return answer
  }

  return { busy, problem, send }
}

/** The same answer, read into another form. */
export function read<T>(answer: Answer<unknown>, parse: (raw: unknown) => T): Answer<T> {
  return answer.ok ? { ...answer, value: parse(answer.value) } : answer
}
