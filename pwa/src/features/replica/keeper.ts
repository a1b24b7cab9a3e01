/** Saves the latest state of a form: at once, one save after the other, none out of order. */
export class Keeper<T> {
  readonly #save: (value: T) => Promise<void>
  #wanted: { value: T } | null = null
  #running: Promise<void> | null = null
  #stopped = false

  constructor(save: (value: T) => Promise<void>) {
    this.#save = save
  }

  /** Keep this state; states that come while one is being saved are saved as their latest. */
  keep(value: T): void {
    if (this.#stopped) return
    this.#wanted = { value }
    this.#running ??= this.#run()
  }

  /** Resolves when everything kept so far is saved. */
  async settled(): Promise<void> {
    await this.#running
  }

  /** Save nothing from here on, as when the draft has become a command. */
  stop(): void {
    this.#stopped = true
    this.#wanted = null
  }

  goOn(): void {
    this.#stopped = false
  }

  async #run(): Promise<void> {
    try {
      while (this.#wanted !== null) {
        const { value } = this.#wanted
        this.#wanted = null
        await this.#save(value)
      }
    } finally {
      this.#running = null
    }
  }
}
