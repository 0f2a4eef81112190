// One whole life of a case between two gateways, with acts on both sides between exchanges: what the campaign repeats and
// the suite runs once.
import type { Side, TwoGateways } from './two-gateways-scene.ts'
import { realMaterials } from './two-gateways-scene.ts'

export type Exchange = () => Promise<void>

interface Seen {
  readonly status: string
  readonly version: number
  readonly sent?: readonly { step: string; state: string }[]
}

/** `exchange` = one round of carrying, good or bad. Gives the case and what was answered to each act. */
export async function wholeLife(two: TwoGateways, exchange: Exchange, pause: () => number) {
  const market = two.at('market')
  const police = two.at('police')
  const watching = two.at('procuratorate')
  const { chief } = police.world.organ('police')
  const taken: { step: string; status: number }[] = []
  const rounds = async () => {
    for (let i = pause(); i > 0; i--) await exchange()
  }
  const { transfer } = await market.world.submit('market', {
    materials: await realMaterials(market, 'market', ['M1', 'M2', 'M3']),
  })
  const { id } = transfer
  const until = async (side: Side, organ: string, fits: (seen: Seen) => boolean) => {
    for (let i = 0; i < 400; i++) {
      const { status, body } = await side.world.ask<Seen>(organ, 'GET', `/v1/transfers/${id}`)
      if (status === 200 && fits(body)) return body
      await exchange()
    }
    throw new Error(`${side.name} never saw what ${organ} waits for`)
  }
  const take = async (side: Side, organ: string, step: string, body: Record<string, unknown> = {}) => {
    const { status, body: said } = await side.world.step(organ, id, step, body)
    if (status !== 200 && status !== 202) throw new Error(`${step}: ${status} ${JSON.stringify(said)}`)
    taken.push({ step, status })
    await rounds()
  }
  await until(police, 'police', () => true)
  await take(police, 'police', 'receipt_sign', { decidedBy: chief })
  await take(police, 'police', 'completeness_check', { missing: [{ kind: 'M4', description: '检验报告' }] })
  await until(market, 'market', (c) => c.version >= 3)
  await take(market, 'market', 'supplement_notice_receipt', { round: 1 })
  await take(market, 'market', 'supplement_submission', {
    round: 1,
    materials: await realMaterials(market, 'market', ['M4'], 150_000),
  })
  await until(police, 'police', (c) => c.version >= 5 && c.sent?.length === 0)
  await take(police, 'police', 'filing_approved', {
    decidedBy: chief,
    documentNo: `海公立字〔2026〕${id.slice(-6)}号`,
    charges: [{ name: '虚假广告罪' }],
  })
  await until(market, 'market', (c) => c.status === 'filed')
  await take(market, 'market', 'filing_notice_receipt')
  await take(market, 'market', 'exhibits_handover', {
    receivedBy: chief,
    handedOver: [{ item: 1, name: '宣传册', quantity: '200', unit: '册' }],
  })
  const end = await until(watching, 'procuratorate', (c) => c.version >= 8)
  return { id, taken, version: end.version }
}
