// The letter that hands down (交办函): who hands what to whom, until when, with the list as it was frozen and a slip to sign.
// Made of the entry and the list alone, so it is the same letter whenever it is drawn.
import { dayText, localDay, organShown } from '../../kernel/index.ts'
import type { Sheet } from '../../letters/index.ts'
import { standing } from './lifecycle.ts'
import { gather, itemsOf } from './read.ts'
import type { Assignments, ItemKind } from './room.ts'

const kindWords: Readonly<Record<ItemKind, string>> = {
  transfer: '移送案件',
  penalty: '行政处罚案件',
  finding: '监督线索',
}

const dateText = (day: string) => {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

/** The sheet, for whichever of the two asks; undefined for anybody else. */
export async function assignmentLetter(room: Assignments, id: string, agencyId: string): Promise<Sheet | undefined> {
  const entries = await gather(room.pool, id, agencyId)
  const [first] = entries ?? []
  if (entries === undefined || first === undefined) return undefined
  const now = standing(entries.slice(0, 1))
  const organs = await room.organs()
  const [upper, lower] = [now.upperId, now.lowerId].map((organId) => organShown(organs, organId).name ?? organId)
  const items = await itemsOf(room.pool, id, { limit: now.items })
  const officers = first.officers.map((o) => `${o.name}（证件号：${o.certificateNo}）`).join('、')
  return {
    ...{
      head: upper ?? '',
      redHead: false,
      title: '交办函',
      documentNo: now.documentNo ?? undefined,
      addressee: lower,
    },
    blocks: [
      { kind: 'text', text: `现将“${now.title}”所涉${now.items}件（详见所附清单）交由你院办理。` },
      { kind: 'text', text: first.body.text ?? '' },
      {
        kind: 'text',
        text: `请逐件核查，于${dateText(now.dueOn)}前将办理结果（查证属实、已移送、不构成犯罪、正在办理）及有关数据书面回复我院。`,
      },
      { kind: 'line', text: `承办人：${officers}` },
      { kind: 'heading', text: '交办清单' },
      {
        kind: 'table',
        columns: [
          { zh: '序号', width: 0.1 },
          { zh: '类别', width: 0.22 },
          { zh: '名称', width: 0.68 },
        ],
        rows: items.map((item) => [String(item.no), kindWords[item.kind], item.title]),
      },
    ],
    attachments: [],
    signers: [upper ?? ''],
    date: dateText(dayText(localDay(Date.parse(now.handedAt)))),
    copyTo: undefined,
    check: [`交办清单摘要（SHA-256）：${now.listDigest}`, `平台编号：${id}`],
    checkUrl: undefined,
    slip: {
      title: '签收回执',
      blocks: [
        { kind: 'line', text: `${upper}：` },
        {
          kind: 'text',
          text: `你院交办函${now.documentNo === null ? '' : `（${now.documentNo}）`}及所附清单${now.items}件收悉。`,
        },
        { kind: 'line', text: `签收单位：${lower}（印章）` },
        { kind: 'line', text: '签收人：＿＿＿＿＿＿＿＿　　签收日期：＿＿＿＿年＿＿月＿＿日' },
      ],
    },
    landscape: false,
    at: now.handedAt,
  }
}
