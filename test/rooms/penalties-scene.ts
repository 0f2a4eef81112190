// Penalty records for tests: of the new 双公示 set, legal persons, every one valid and none about anybody.
import { inventedUscc } from '../bench/codes.ts'

export const organ = {
  id: '01900000-0000-7000-8000-000000000001',
  code: inventedUscc(1, '450502'),
  name: '海城区市场监督管理局（演示）',
  regionCode: '450502',
}

/** A record of the new 双公示 set, legal persons. */
export function unit(
  no: number,
  more: Record<string, unknown> = {},
  by: { readonly name: string; readonly code: string } = organ,
): Record<string, unknown> {
  return {
    record_unique_identity: `R${no}`,
    ...{
      CF_XDR_MC: `第${no}贸易有限公司`,
      CF_XDR_LB: '法人及非法人组织',
      CF_XDR_SHXYM: inventedUscc(no, '450502', '91'),
    },
    ...{
      CF_WSH: `海市监罚〔2026〕${no}号`,
      CF_WFXW: '销售侵权商品',
      CF_SY: `第${no}案：销售侵犯注册商标专用权的商品。`,
    },
    ...{ CF_YJ: '《中华人民共和国商标法》第六十条', CF_CFLB: '罚款', CF_NR: '罚款', CF_NR_FK: '1.500000' },
    ...{
      CF_JDRQ: '2026-11-02',
      CF_YXQ: '2099-12-31',
      CF_CFJG: by.name,
      CF_CFJGDM: by.code,
      CF_SJLY: by.name,
      CF_SJLYDM: by.code,
    },
    ...more,
  }
}
