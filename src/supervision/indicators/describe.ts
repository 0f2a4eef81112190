// Writes the definitions as a page for whoever reads figures; docs/indicators.md is this text, and a test holds it to that.
import { citationText, type Part } from '../../procedure/index.ts'
import { type Direction, definitionOf, type Indicator, indicatorIds, indicatorRules } from './definitions.ts'

const directions: Record<Direction, string> = {
  up: '↑',
  down: '↓',
  zero: '0',
  watch: '关注 watch',
  context: '仅供参考 context only',
}
const parts: Partial<Record<Part, string>> = {
  sender: '移送机关 sender',
  police_in_charge: '公安机关 police in charge',
  supervisor: '检察机关 supervisor',
  court: '法院 court',
  competent_authority: '主管机关 competent authority',
}

export function describeIndicators(): string {
  return [
    '# 指标 · Indicators',
    '',
    '<!-- Made from src/supervision/indicators/definitions.ts by `xianjie indicators show --markdown`; a test holds it to that. -->',
    '',
    `版本 · Version ${indicatorRules}`,
    '',
    '没有全国统一的计算公式。这里的每个比率都以分母事件发生的当地月份为一个队列，同一案件（或者同一通知、期限）只计一次，因此任何比率都不会超过百分之百。考核中单纯追求比率会扭曲办案，`仅供参考`的指标没有好坏方向。',
    '',
    'No instrument has national formulas. Each rate here is over the cohort of its denominator’s event, by local month, and each case (or notice, or period) is counted once, so that no rate exceeds one hundred per cent. Ratio targets distort: what is `context only` has no good direction. A period is counted once it was kept or has run out; one that still runs is in no denominator. Persons are natural persons and units under suspicion.',
    '',
    'An organ reads as its own only figures made of acts that it may see; a procuratorate reads those of its region and all that lies in it. A case that names the penalty it grew from is counted with that record in the first four.',
    '',
    ...indicatorIds.flatMap((id) => section(id, definitionOf(id))),
  ].join('\n')
}

function section(id: string, i: Indicator): string[] {
  const unit = i.unit === 'case' ? '案件 cases' : '事项 notices, decisions or periods'
  return [
    `## ${i.zh} · ${i.en} \`${id}\``,
    '',
    '| | |',
    '|---|---|',
    `| 分子 numerator | ${i.numerator.zh} · ${i.numerator.en} |`,
    `| 分母 denominator | ${i.denominator.zh} · ${i.denominator.en} |`,
    `| 月份 month | ${i.month.zh} · ${i.month.en} |`,
    `| 单位 unit | ${unit}${i.persons ? '；人 persons' : ''}${i.kind === 'count' ? '；数 a count' : ''} |`,
    `| 方向 direction | ${directions[i.direction]} |`,
    `| 依据 basis | ${i.basis.map((c) => `${citationText(c)} (${c})`).join('；')} |`,
    `| 归属 whose figure | ${i.of.map((p) => parts[p] ?? p).join('、')} |`,
    `| 来源 source | ${i.from.map((f) => ({ transfers: '移送案件 transfers', penalties: '处罚案件 penalty cases' })[f]).join('、')} |`,
    '',
  ]
}
