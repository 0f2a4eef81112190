// The field of enforcement a record is screened in: its own, or that of the organ's name where the source states none (双公示
// has no column for it). The table is declared and closed; an organ that is not in it has no field.
import type { PenaltyRecord } from '../../../schemas/index.ts'

/** The first that matches; what an organ is called says what it enforces, and nothing about the case. */
const byName: readonly (readonly [RegExp, string])[] = [
  [/海关.*缉私|缉私局/, 'customs_smuggling'],
  [/海关/, 'customs'],
  [/烟草专卖/, 'tobacco'],
  [/税务/, 'tax'],
  [/药品监督|食品药品/, 'drug'],
  [/知识产权|版权|文化(市场|和旅游|广电)/, 'ip'],
  [/市场监督|工商行政/, 'market'],
  [/生态环境|环境保护/, 'environment'],
  [/应急管理|安全生产监督/, 'work_safety'],
  [/自然资源|国土资源|林业|矿产/, 'natural_resources'],
  [/卫生健康|卫生监督|卫生和计划生育/, 'public_health'],
  [/农业|渔政|畜牧/, 'agri_product'],
  [/交通运输|公路|路政/, 'transport'],
  [/城市管理|城管|综合行政执法|住房和城乡建设/, 'urban_management'],
  [/发展和改革|物价/, 'price'],
  [/海事/, 'maritime'],
  [/公安/, 'public_order'],
  [/人力资源(和|社会)/, 'general'],
]

const known = new Map<string, string | null>()
/** Organs are a few thousand; a store of dirty names must not grow for ever. */
const knownMax = 20_000

export function domainOf(record: PenaltyRecord): string | null {
  if (record.domain !== null) return record.domain
  const { name } = record.organ
  if (name === null) return null
  let domain = known.get(name)
  if (domain === undefined) {
    domain = byName.find(([pattern]) => pattern.test(name))?.[1] ?? null
    if (known.size >= knownMax) known.clear()
    known.set(name, domain)
  }
  return domain
}
