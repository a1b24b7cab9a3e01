/** Sets of scopes, shared: thousands of rows stand in the same one or two scopes. */
export type ScopeSet = readonly string[]

export const NO_SCOPES: ScopeSet = []

/** Gives the same array for the same set, so that a row costs one reference. */
export class ScopeSets {
  readonly #known = new Map<string, ScopeSet>([['', NO_SCOPES]])
  readonly #added = new Map<string, Map<ScopeSet, ScopeSet>>()

  add(set: ScopeSet, scope: string): ScopeSet {
    const step = this.#added.get(scope)?.get(set)
    if (step) return step
    const made = set.includes(scope) ? set : this.#shared([...set, scope].sort())
    const steps = this.#added.get(scope) ?? new Map<ScopeSet, ScopeSet>()
    this.#added.set(scope, steps.set(set, made))
    return made
  }

  remove(set: ScopeSet, scope: string): ScopeSet {
    return set.includes(scope) ? this.#shared(set.filter((other) => other !== scope)) : set
  }

  #shared(scopes: string[]): ScopeSet {
    const key = scopes.join('\n')
    const known = this.#known.get(key) ?? scopes
    this.#known.set(key, known)
    return known
  }
}
