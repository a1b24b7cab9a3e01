/** The names under which what is written about a matter is kept. */

export function noteKey(deed: 'log' | 'propose', matterId: string): string {
  return `case-${deed}:${matterId}`
}

export function answerKey(matterId: string): string {
  return `case-answer:${matterId}`
}

export function openingKey(about: string): string {
  return `case-open:${about}`
}
