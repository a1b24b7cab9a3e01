interface Rules {
  createScriptURL: (address: string) => string
}

declare global {
  interface Window {
    /** Browsers without Trusted Types take any text. */
    readonly trustedTypes?: { createPolicy: (name: string, rules: Rules) => Rules }
  }
}

const WORKER = '/sw.js'

// Made as soon as the program is read, as the name is given once: nothing later gets it.
const policy = window.trustedTypes?.createPolicy('doorstep', { createScriptURL: onlyOurs })

/** The service worker's address, in the form in which the page's policy lets it be started. */
export const worker = policy?.createScriptURL(WORKER) ?? WORKER

/** Return an address that is ours; a refused one is one that nobody can start. */
function onlyOurs(address: string): string {
  if (address !== WORKER) throw new TypeError('no script of ours')
  return address
}
