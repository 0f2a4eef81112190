// The cases of the campaign: each is submitted and goes through six acts of two organs, so that what is owed to the
// partner has an order to keep. Several lanes at once; each waits for the gateway when it is gone.
import { randomUUID } from 'node:crypto'
import type { Pool } from '../../db/index.ts'
import { inventedUscc } from './codes.ts'
import type { Answered, Insisting, Organs } from './partner-organs.ts'

/** Acts a case, the submission included; each is told to the sender once. */
export const actsEach = 6
const lanes = 8

export interface CasesPlan {
  readonly owner: Pool
  readonly organs: Organs
  readonly market: Insisting
  readonly police: Insisting
  readonly count: number
}

export interface CasesUnderWay {
  readonly done: Promise<void>
  acts(): number
  /** Lets so many further cases begin. */
  release(count: number): void
}

/** Unused materials, written straight into the table: their bytes are not asked for. */
async function materials({ owner, organs }: CasesPlan, kinds: readonly string[]) {
  const made = kinds.map((kind) => ({
    id: randomUUID(),
    kind,
    title: `材料 ${kind}`,
    sha256: (randomUUID() + randomUUID()).replaceAll('-', ''),
  }))
  await owner.query(
    `insert into material (id, agency_id, client_id, state, filename, size, sha256, sm3, expires_at)
     select id, $2, $3, 'ready', 'a.pdf', 1000, sha256, sha256, now() + interval '1 day'
     from json_to_recordset($1) as x(id uuid, sha256 text)`,
    [JSON.stringify(made), organs.market.id, organs.market.clientId],
  )
  return made
}

async function letter(plan: CasesPlan, n: number): Promise<Record<string, unknown>> {
  const { market } = plan.organs
  const hourAgo = Date.now() - 3_600_000
  return {
    documentNo: `海市监移〔2026〕${n}号`,
    caseName: `某公司涉嫌虚假广告案（${n}）`,
    domain: 'market',
    involvesStateSecrets: false,
    suspects: [{ kind: 'unit', name: `虚构商贸${n}有限公司`, uscc: inventedUscc(n, '450502', '91') }],
    charges: [{ name: '虚假广告罪', article: '第二百二十二条' }],
    facts: '在广告中对食品作虚假宣传，违法所得数额较大，涉嫌犯罪。',
    amounts: [{ kind: 'illegal_income', cny: '128000.50' }],
    legalBasis: ['行政处罚法第二十七条'],
    officers: market.officers,
    approval: {
      approvedBy: market.chief,
      reportReceivedAt: new Date(hourAgo - 86_400_000).toISOString(),
      approvedAt: new Date(hourAgo).toISOString(),
    },
    seizedItems: [],
    materials: await materials(plan, ['M1', 'M2', 'M3']),
  }
}

/** Starts the lanes; `done` rejects at the first answer that should not have been. */
export function runCases(plan: CasesPlan): CasesUnderWay {
  let next = 1
  let acts = 0
  let released = 0
  let woken = () => {}
  let waiting = new Promise<void>((resolve) => {
    woken = resolve
  })
  const expect = (what: string, status: number, { status: got, body }: Answered) => {
    if (got !== status) throw new Error(`${what}: ${got} ${JSON.stringify(body).slice(0, 500)}`)
    acts += 1
    return body
  }
  const one = async (n: number): Promise<void> => {
    const { market, police, organs } = plan
    const submitted = expect('the letter', 201, await market.ask('POST', '/v1/transfers', await letter(plan, n)))
    const { id } = submitted.transfer as { id: string }
    const step = async (by: 'market' | 'police', name: string, body: Record<string, unknown>) =>
      expect(
        name,
        200,
        await (by === 'market' ? market : police).ask('POST', `/v1/transfers/${id}/steps/${name}`, {
          officers: organs[by].officers.slice(0, 1),
          ...body,
        }),
      )
    const { chief } = organs.police
    await step('police', 'receipt_sign', { decidedBy: chief })
    await step('police', 'completeness_check', { missing: [{ kind: 'M4', description: '检验报告' }] })
    await step('market', 'supplement_notice_receipt', { round: 1 })
    await step('market', 'supplement_submission', { round: 1, materials: await materials(plan, ['M4']) })
    await step('police', 'filing_approved', {
      decidedBy: chief,
      documentNo: `海公立字〔2026〕${n}号`,
      charges: [{ name: '虚假广告罪' }],
    })
  }
  const lane = async () => {
    while (next <= plan.count) {
      if (next <= released) await one(next++)
      else await waiting
    }
  }
  const done = Promise.all(Array.from({ length: Math.min(lanes, plan.count) }, lane)).then(() => {})
  return {
    done,
    acts: () => acts,
    release: (count) => {
      released += count
      woken()
      waiting = new Promise((resolve) => {
        woken = resolve
      })
    },
  }
}
