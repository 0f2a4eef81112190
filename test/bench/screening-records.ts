// Penalty records for the screening bench: two thirds as exchanges send them (no field, no facts but prose and a fine), the
// rest as agencies publish them, with a figure here and there; organs of a dozen fields; some subjects again and again.
import { inventedUscc } from './codes.ts'
import { dirtyRecord } from './penalty-records.ts'

/** Organ, field, kind of violation, what may be stated of it. */
const fields = [
  ['市场监督管理局', 'market', '销售侵犯注册商标专用权的商品', 'sales_cny'],
  ['市场监督管理局', 'market', '经营超过保质期的食品', null],
  ['市场监督管理局', 'market', '发布虚假广告', 'illegal_income_cny'],
  ['烟草专卖局', 'tobacco', '无烟草专卖零售许可证经营烟草制品零售业务', 'illegal_income_cny'],
  ['生态环境局', 'environment', '未按规定处置危险废物', '危险废物_吨'],
  ['生态环境局', 'environment', '未验先投', null],
  ['海关', 'customs', '申报不实影响国家税款征收', 'tax_evaded_cny'],
  ['海关', 'customs', '走私普通货物', 'tax_evaded_cny'],
  ['应急管理局', 'work_safety', '未落实安全生产责任', '死亡_人'],
  ['税务局', 'tax', '偷税', 'tax_evaded_cny'],
  ['自然资源局', 'natural_resources', '未取得采矿许可证擅自采矿', 'goods_value_cny'],
  ['交通运输局', 'transport', '超限运输', null],
] as const

/** One in so many is of a subject met before. */
const again = 20

export function screeningRecord(no: number): Record<string, unknown> {
  const [organ, domain, violation, figure] = fields[(no * 7 + (no >> 5)) % fields.length] as (typeof fields)[number]
  const dirty = dirtyRecord(no)
  const place = String(dirty.CF_CFJG).slice(0, 3)
  const subject = no % again === 0 ? 1 + ((no * 31) % Math.max(1, no)) : no
  const uscc = inventedUscc(subject % 9_000_000, '450502', '91')
  if (no % 3 !== 0)
    return {
      ...dirty,
      ...{ CF_CFJG: `${place}${organ}`, CF_WFXW: violation },
      ...(dirty.CF_XDR_SHXYM !== undefined && dirty.CF_XDR_SHXYM !== '' && { CF_XDR_SHXYM: uscc }),
    }
  const stated = no % 9 === 0 && figure !== null
  const cny = stated && figure.endsWith('_cny') ? { [figure]: ((no * 7_919) % 200_000) + 0.5 } : {}
  const quantity = stated && !figure.endsWith('_cny') ? { [figure]: (no % 40) / 10 } : null
  return {
    ...{ record_id: `P${no}`, agency: `${place}${organ}`, region_code: '450502', domain, violation_type: violation },
    ...{ decision_no: no % 8 === 0 ? null : `海罚〔2026〕${no}号`, decision_no_raw: null },
    decision_date: `2026-0${1 + (no % 9)}-${String(1 + (no % 28)).padStart(2, '0')}`,
    ...{ party_kind: 'unit', party_name: dirty.CF_XDR_MC, uscc: no % 5 === 0 ? null : uscc, facts: dirty.CF_SY },
    ...{ legal_basis: [dirty.CF_YJ], penalty_kinds: ['罚款'], fine_cny: (no * 31) % 90_000 },
    ...{
      confiscated_cny: null,
      goods_value_cny: null,
      illegal_income_cny: null,
      tax_evaded_cny: null,
      sales_cny: null,
    },
    ...cny,
    ...{ quantities: quantity, procedure: null, transferred_to_police: null, event_date: null, publish_date: null },
  }
}
