import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { fieldsOf, textIn, type Fields } from '@/core/shape'

declare global {
  interface Window {
    happyDOM: { setURL: (url: string) => void }
  }
}

interface Account {
  id: string
  role: string
}

const RECEIPT_KEY = { kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ' }
const RESCUE_KEY = { kty: 'EC', crv: 'P-256', x: 'eg', y: 'ew' }

/** A bureau for tests, written to the protocol's text: it knows an officer and a branch head. */
export class Bureau {
  readonly devices: string[] = []
  receiptKey = RECEIPT_KEY
  retired: readonly object[] = []
  private readonly accounts = new Map<string, Account>([
    ['officer', { id: 'p-officer', role: 'officer' }],
    ['branch-head', { id: 'p-head', role: 'branch_head' }],
  ])
  private chosen = 'good-pass'
  private given: string | null = null
  /** Codes that are good, each once; null where none are demanded. */
  private codes: string[] | null = null
  private isBound = true
  private signedIn: Account | null = null
  private server: Server | null = null
  private port = 0

  async start(): Promise<void> {
    const server = createServer((asked, reply) => void this.answer(asked, reply))
    this.server = server
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve))
    const address = server.address()
    this.port = typeof address === 'object' && address !== null ? address.port : 0
    window.happyDOM.setURL(`http://127.0.0.1:${this.port}/`)
  }

  async stop(): Promise<void> {
    const { server } = this
    this.server = null
    if (server === null) return

    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }

  rename(from: string, to: string): void {
    this.accounts.set(to, this.account(from))
    this.accounts.delete(from)
  }

  promote(name: string, role: string): void {
    this.account(name).role = role
  }

  /** The office gave everybody this password, which is to be followed by a chosen one. */
  givePassword(given: string): void {
    this.given = given
    this.chosen = given
  }

  /** Demand these codes, each of which is good once; unbound, the secret is shown first. */
  demandCodes(codes: string[], isBound = true): void {
    this.codes = codes
    this.isBound = isBound
  }

  endSessions(): void {
    this.signedIn = null
  }

  isSignedIn(): boolean {
    return this.signedIn !== null
  }

  private account(name: string): Account {
    const account = this.accounts.get(name)
    if (account === undefined) throw new Error(`no account ${name}`)
    return account
  }

  private async answer(asked: IncomingMessage, reply: ServerResponse): Promise<void> {
    if (asked.method === 'POST') {
      this.signIn(fieldsOf(await bodyOf(asked)), reply)
      return
    }
    if (this.signedIn === null) {
      send(reply, 401, { code: '401.00', title: '请先登录' })
      return
    }
    if (asked.method === 'DELETE') {
      this.signedIn = null
      send(reply, 204)
      return
    }
    send(reply, 200, this.admissionOf(this.signedIn))
  }

  private chooses(wanted: Fields, reply: ServerResponse): boolean {
    const chosen = textIn(wanted, 'new_password') ?? ''
    if (chosen === '') {
      send(reply, 403, { code: '403.341', title: '请先设一个自己的密码' })
      return false
    }
    this.given = null
    this.chosen = chosen
    return true
  }

  private tells(wanted: Fields, codes: string[], reply: ServerResponse): boolean {
    const code = textIn(wanted, 'code') ?? ''
    if (code === '') {
      const asked = { code: '401.340', title: '请输入动态验证码' }
      send(reply, 401, this.isBound ? asked : { ...asked, code: '401.341', uri: URI })
      return false
    }
    if (!codes.includes(code)) {
      send(reply, 401, { code: '401.342', title: '动态验证码不对或已经用过' })
      return false
    }
    codes.splice(codes.indexOf(code), 1)
    this.isBound = true
    return true
  }

  private signIn(wanted: Fields, reply: ServerResponse): void {
    const account = this.accounts.get(textIn(wanted, 'name') ?? '')
    const isGiven = wanted.get('password') === this.given
    if (account === undefined || !(isGiven || wanted.get('password') === this.chosen)) {
      send(reply, 401, { code: '401.01', title: '登录名或密码不对' })
      return
    }
    if (isGiven && !this.chooses(wanted, reply)) return
    if (this.codes !== null && !this.tells(wanted, this.codes, reply)) return

    this.devices.push(textIn(wanted, 'device') ?? '')
    this.signedIn = account
    send(reply, 200, this.admissionOf(account))
  }

  private admissionOf(account: Account): unknown {
    const person = { ...account, name: account.id, branch_id: 'b1', branch_name: '长安分局' }
    const keys = { receipt_key: this.receiptKey, rescue_key: RESCUE_KEY }
    return { person, epoch: 'e1', ...keys, retired_keys: this.retired }
  }
}

const URI = 'otpauth://totp/x:officer?secret=GEZDGNBVGY3TQOJQ&issuer=x'

async function bodyOf(asked: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const part of asked.setEncoding('utf8')) text += String(part)
  return JSON.parse(text)
}

function send(reply: ServerResponse, status: number, body?: unknown): void {
  reply.writeHead(status, { 'Content-Type': 'application/json' })
  reply.end(body === undefined ? '' : JSON.stringify(body))
}
