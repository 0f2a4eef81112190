// The files and the letter of a played case. Each file is a small text that says of itself that it is a demonstration.
import type { z } from 'zod'
import type { submitTransfer } from '../../../schemas/index.ts'
import { shanghaiOffsetMs } from '../../kernel/index.ts'
import { requiredMaterials } from '../../procedure/index.ts'
import type { OrganPlan } from './organs.ts'
import type { Plot } from './plots.ts'
import type { PublishedRecord } from './records.ts'

export type Letter = z.input<typeof submitTransfer>
export type MaterialLine = NonNullable<Letter['materials']>[number]

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** What the statute calls a required material. */
export function titleOf(kind: string): string {
  return requiredMaterials.find((m) => m.kind === kind)?.zh ?? kind
}

/** Name and bytes of one file of the case. */
export function fileOf(
  plot: Plot,
  record: PublishedRecord,
  kind: string,
  title: string,
): { name: string; bytes: Uint8Array<ArrayBuffer> } {
  const body: Record<string, readonly string[]> = {
    M1: [
      `案由：${plot.caseName}`,
      `涉嫌罪名：${plot.charge.name}`,
      '移送依据：',
      ...plot.legalBasis.map((b) => `  ${b}`),
    ],
    M2: [`公布的事实：${record.facts}`, `虚构的情节：${plot.invented}`],
    M3: plot.seizedItems.map((item, i) => `${i + 1}. ${item.name} ${item.quantity}${item.unit}`),
  }
  const text = [
    title,
    '（演示文件，内容除公布的事实外均为虚构。Demonstration: invented, apart from the published facts.）',
    '',
    `来源记录：${record.record_id}  公布机关：${record.agency ?? '未载明'}`,
    ...(body[kind] ?? [`${title}：演示内容。`]),
    '',
  ].join('\n')
  return { name: `${kind}-${title}.txt`, bytes: new TextEncoder().encode(text) as Uint8Array<ArrayBuffer> }
}

/**
 * Numbers documents of one run: `海市监移演〔2026〕1122-061430号`, by the local second, so that a later run on the same
 * database has numbers of its own.
 */
export function documentNumbers(now = new Date()): (sign: string, no?: number) => string {
  const local = new Date(now.getTime() + shanghaiOffsetMs).toISOString()
  const serial = `${local.slice(5, 10)} ${local.slice(11, 19)}`.replace(/[-:]/g, '').replace(' ', '-')
  return (sign, no = 0) => `${sign}〔${local.slice(0, 4)}〕${serial}${no === 0 ? '' : String(no)}号`
}

/** The transfer letter, with the sums that the record gives and no others. */
export function letterOf(
  plot: Plot,
  record: PublishedRecord,
  sender: OrganPlan,
  documentNo: string,
  materials: MaterialLine[],
): Letter {
  const [one, two, head] = sender.officers.map(({ name, certificateNo }) => ({ name, certificateNo }))
  if (!one || !two || !head) throw new Error('a sending organ of the demonstration has two officers and a head')
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString()
  const sums = [
    ['goods_value', record.goods_value_cny],
    ['illegal_income', record.illegal_income_cny],
    ['sales', record.sales_cny],
    ['tax_evaded', record.tax_evaded_cny],
  ] as const
  return {
    documentNo,
    caseName: plot.caseName,
    domain: plot.domain,
    involvesStateSecrets: false,
    suspects: plot.suspects as Letter['suspects'],
    charges: [plot.charge],
    facts: `公布的事实（${record.record_id}）：${record.facts}\n演示虚构的情节：${plot.invented}`,
    caseSource: `公布的处罚记录 ${record.record_id}（${record.agency ?? '机关未载明'}）`,
    amounts: sums.flatMap(([kind, sum]) => (sum === null ? [] : [{ kind, cny: sum.toFixed(2) }])),
    legalBasis: [...plot.legalBasis],
    officers: [one, two],
    approval: {
      approvedBy: head,
      reportReceivedAt: ago(26 * hourMs),
      approvedAt: ago(2 * hourMs + 30 * minuteMs),
    },
    seizedItems: plot.seizedItems.map((item) => ({
      ...item,
      storagePlace: '本机关涉案财物仓库（演示）',
      measure: 'seized',
    })),
    materials,
    sourceRecord: record.record_id,
  }
}
