// The simulated police: hears of cases by the change feed or by webhooks, looks at each, and takes the steps that the
// gateway offers it: signs for it, finds material missing, files or refuses. It notes every answer that a client could
// not have expected.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JWK } from 'jose'
import { type Dice, dice } from './dice.ts'
import { GatewayClient, type Said } from './gateway-client.ts'
import { hookListener } from './hook-listener.ts'
import { goodPolice, type PoliceManners } from './police-manners.ts'

export interface OfficerNamed {
  readonly name: string
  readonly certificateNo: string
}

export interface PolicePlan {
  readonly url: string
  readonly clientId: string
  readonly key: JWK
  /** Who acts, and who decides. */
  readonly officer: OfficerNamed
  readonly chief: OfficerNamed
  readonly manners: Partial<PoliceManners>
  readonly pollMs: number
  readonly timeoutMs: number
  /** Hears by webhooks at this port instead of the feed; `secret` (whsec_…) where their signature is checked. */
  readonly hooks?: { readonly host: string; readonly port: number; readonly secret?: string }
  /** Ends by itself after so long without anything to do. */
  readonly idleMs?: number
}

export type Deed =
  | { readonly event: 'listening'; readonly url: string }
  | { readonly event: 'not_let_in'; readonly status: number }
  | { readonly event: 'hook'; readonly id: string; readonly good: boolean }
  | {
      readonly event: 'act'
      readonly transferId: string
      readonly step: string
      /** Null where no answer came. */
      readonly status: number | null
      readonly how: 'plain' | 'repeat' | 'repeat_without_key' | 'stale' | 'cut_answer'
      readonly code?: string
    }
  | { readonly event: 'vanished'; readonly transferId: string }
  | { readonly event: 'surprise'; readonly transferId: string; readonly what: string }

export interface PoliceSummary {
  readonly cases: number
  readonly acts: Readonly<Record<string, number>>
  readonly misdeeds: Readonly<Record<string, number>>
  readonly vanished: number
  readonly notLetIn: number
  readonly hooks: { readonly good: number; readonly bad: number }
  readonly surprises: readonly string[]
}

interface Seen {
  readonly version: number
  readonly available: readonly { readonly step: string }[]
  readonly charges?: readonly { readonly name: string }[]
}

const feedPage = 200
const surprisesMax = 100

export class Police {
  readonly #plan: PolicePlan
  readonly #manners: PoliceManners
  readonly #chance: Dice
  readonly #client: GatewayClient
  readonly #tell: (deed: Deed) => void
  readonly #stop = new AbortController()
  readonly #cases = new Set<string>()
  readonly #vanished = new Set<string>()
  readonly #waiting = new Set<string>()
  /** Cases whose material it found incomplete; it asks once. */
  readonly #asked = new Set<string>()
  readonly #acts: Record<string, number> = {}
  readonly #misdeeds: Record<string, number> = {}
  readonly #surprises: string[] = []
  readonly #hooks = { good: 0, bad: 0 }
  #notLetIn = 0
  #number = 0
  #cursor = ''

  constructor(plan: PolicePlan, tell: (deed: Deed) => void) {
    this.#plan = plan
    this.#manners = { ...goodPolice, ...plan.manners }
    this.#chance = dice(this.#manners.seed)
    this.#tell = tell
    this.#client = new GatewayClient({
      ...plan,
      clockSkewMs: this.#manners.clockSkewMs,
      notLetIn: (status) => {
        this.#notLetIn += 1
        tell({ event: 'not_let_in', status })
      },
    })
  }

  /** Works until `stop`, or until nothing was to be done for as long as the plan says. */
  async run(): Promise<PoliceSummary> {
    const { hooks, idleMs, pollMs } = this.#plan
    const listener =
      hooks &&
      (await hookListener(hooks, ({ id, good, transferId }) => {
        this.#hooks[good ? 'good' : 'bad'] += 1
        this.#tell({ event: 'hook', id, good })
        if (good && transferId !== undefined) this.#waiting.add(transferId)
      }))
    if (listener !== undefined) this.#tell({ event: 'listening', url: listener.url })
    let busyAt = performance.now()
    while (!this.#stop.signal.aborted) {
      if (listener === undefined) await this.#readFeed()
      for (const transferId of [...this.#waiting]) {
        if (this.#stop.signal.aborted) break
        this.#waiting.delete(transferId)
        if (await this.#attend(transferId)) busyAt = performance.now()
      }
      if (this.#waiting.size > 0) continue
      if (idleMs !== undefined && performance.now() - busyAt > idleMs) break
      await sleep(pollMs, undefined, { signal: this.#stop.signal }).catch(() => {})
    }
    await listener?.stop()
    return this.summary()
  }

  stop(): void {
    this.#stop.abort()
  }

  summary(): PoliceSummary {
    return {
      cases: this.#cases.size,
      acts: this.#acts,
      misdeeds: this.#misdeeds,
      vanished: this.#vanished.size,
      notLetIn: this.#notLetIn,
      hooks: this.#hooks,
      surprises: this.#surprises,
    }
  }

  async #readFeed(): Promise<void> {
    for (let more = true; more && !this.#stop.signal.aborted; ) {
      const said = await this.#client.ask(
        'GET',
        `/v1/changes?limit=${feedPage}&cursor=${encodeURIComponent(this.#cursor)}`,
        this.#stop.signal,
      )
      if (said === undefined) return
      const page = said.body as { items?: { transferId: string }[]; cursor?: string; more?: boolean }
      if (said.status !== 200 || !Array.isArray(page.items) || typeof page.cursor !== 'string')
        return this.#surprise('', `the feed was answered with ${said.status}`)
      for (const { transferId } of page.items) this.#waiting.add(transferId)
      this.#cursor = page.cursor
      more = page.more === true
    }
  }

  /** Takes every step it plays in the case, one after the other; true where it took one. */
  async #attend(transferId: string): Promise<boolean> {
    if (!this.#cases.has(transferId)) {
      this.#cases.add(transferId)
      if (this.#chance.falls(this.#manners.vanish)) {
        this.#vanished.add(transferId)
        this.#tell({ event: 'vanished', transferId })
      }
    }
    if (this.#vanished.has(transferId)) return false
    for (let acted = false; ; acted = true) {
      const said = await this.#client.ask('GET', `/v1/transfers/${transferId}`, this.#stop.signal)
      // Another organ took it over, or the feed told of a case in which this one has no part any more.
      if (said === undefined || said.status === 404) return acted
      if (said.status !== 200) {
        this.#surprise(transferId, `the case was answered with ${said.status}`)
        return acted
      }
      const seen = said.body as Seen
      const step = this.#choose(transferId, seen)
      if (step === undefined) return acted
      if (this.#manners.lateMs > 0) await sleep(this.#chance.below(this.#manners.lateMs))
      if (!(await this.#act(transferId, seen, step))) return acted
    }
  }

  #choose(transferId: string, seen: Seen): string | undefined {
    const may = (step: string) => seen.available.some((one) => one.step === step)
    if (may('receipt_sign')) return 'receipt_sign'
    if (!may('filing_approved')) return undefined
    if (may('completeness_check') && !this.#asked.has(transferId)) {
      this.#asked.add(transferId)
      if (this.#chance.falls(this.#manners.incomplete)) return 'completeness_check'
    }
    return this.#chance.falls(this.#manners.refuse) && may('filing_refused') ? 'filing_refused' : 'filing_approved'
  }

  #inputOf(seen: Seen, step: string): Record<string, unknown> {
    const { officer, chief } = this.#plan
    const documentNo = () =>
      `模公立字〔${new Date().getFullYear()}〕${this.#manners.seed}${String(++this.#number).padStart(6, '0')}号`
    const officers = [officer]
    switch (step) {
      case 'completeness_check':
        return { officers, missing: [{ kind: 'M4', description: '检验报告' }] }
      case 'filing_refused':
        return {
          officers,
          decidedBy: chief,
          documentNo: documentNo(),
          ground: 'obviously_minor',
          reasons: '情节显著轻微（模拟）',
        }
      case 'filing_approved':
        return {
          officers,
          decidedBy: chief,
          documentNo: documentNo(),
          charges: [{ name: seen.charges?.[0]?.name ?? '虚假广告罪' }],
        }
      default:
        return { officers, decidedBy: chief }
    }
  }

  /** The act with whatever misdeeds fall to it; true where the case has moved. */
  async #act(transferId: string, seen: Seen, step: string): Promise<boolean> {
    const { repeat, repeatWithoutKey, cutAnswer, stale } = this.#manners
    const path = `/v1/transfers/${transferId}/steps/${step}`
    const body = JSON.stringify(this.#inputOf(seen, step))
    const key = { 'idempotency-key': randomUUID() }
    const did = (how: Extract<Deed, { event: 'act' }>['how'], said: Said | undefined) => {
      const code = (said?.body as { code?: unknown } | null | undefined)?.code
      if (how === 'plain') this.#acts[step] = (this.#acts[step] ?? 0) + (said?.status === 200 ? 1 : 0)
      else this.#misdeeds[how] = (this.#misdeeds[how] ?? 0) + 1
      this.#tell({
        event: 'act',
        transferId,
        step,
        how,
        status: said?.status ?? null,
        ...(typeof code === 'string' && { code }),
      })
    }
    if (seen.version > 1 && this.#chance.falls(stale)) {
      const said = await this.#client.once('POST', path, body, { 'if-match': `"${seen.version - 1}"` })
      did('stale', said)
      if (said !== undefined && ![412, 503, 401].includes(said.status))
        this.#surprise(transferId, `${step} with a version that has passed was answered with ${said.status}`)
    }
    if (this.#chance.falls(cutAnswer)) {
      // Sent, and the connection left before anything can come back.
      void this.#client.once('POST', path, body, key)
      await sleep(2)
      did('cut_answer', undefined)
    }
    const said = await this.#insist(path, body, key)
    if (said === undefined) return false
    did('plain', said)
    if (said.status !== 200) {
      // Somebody else was quicker: the case is looked at again when the feed says so.
      if (![409, 412].includes(said.status))
        this.#surprise(transferId, `${step}: ${said.status} ${JSON.stringify(said.body).slice(0, 300)}`)
      return false
    }
    if (this.#chance.falls(repeat)) {
      const again = await this.#insist(path, body, key)
      did('repeat', again)
      if (again !== undefined && (again.status !== 200 || again.headers.get('idempotent-replayed') !== 'true'))
        this.#surprise(transferId, `${step} under the same key was answered with ${again.status}`)
    }
    if (this.#chance.falls(repeatWithoutKey)) {
      const again = await this.#client.ask('POST', path, this.#stop.signal, body)
      did('repeat_without_key', again)
      if (again !== undefined && ![200, 409, 422].includes(again.status))
        this.#surprise(transferId, `${step} without a key was answered with ${again.status}`)
      // A second check of completeness is lawful; a second signature or decision is not.
      if (again?.status === 200 && step !== 'completeness_check') this.#surprise(transferId, `${step} was taken twice`)
    }
    return true
  }

  /** Until it is answered by more than "still being worked on". */
  async #insist(path: string, body: string, key: Record<string, string>): Promise<Said | undefined> {
    for (;;) {
      const said = await this.#client.ask('POST', path, this.#stop.signal, body, key)
      if (said?.status !== 409 || !said.headers.has('retry-after')) return said
      await sleep(100)
    }
  }

  #surprise(transferId: string, what: string): void {
    if (this.#surprises.length < surprisesMax) this.#surprises.push(what)
    this.#tell({ event: 'surprise', transferId, what })
  }
}
