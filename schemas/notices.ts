// What organs are told of, in the change feed, by webhooks, in inboxes and by mail: the kinds of things and the grades of
// warnings.
import { z } from 'zod'

/** `transfer` is a case. */
export const noticeKinds = ['transfer', 'finding', 'letter', 'assignment', 'draw', 'report', 'label'] as const
/** Rising: 提示, 黄, 橙, 红. */
export const grades = ['notice', 'yellow', 'orange', 'red'] as const

export const noticeKind = z.enum(noticeKinds).meta({
  description:
    'transfer 移送案件, finding 监督线索, letter 工作函件, assignment 交办, draw 双随机, report 报告, label 专项活动或挂牌督办. More kinds may come: pass by what you do not know',
})

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const otherKinds = noticeKind.exclude(['transfer'])
const told = { version: z.int(), step: z.string(), at }

const change = z.union([
  z.strictObject({ cursor: z.string(), kind: z.literal('transfer'), transferId: z.uuid(), ...told }),
  z.strictObject({
    cursor: z.string(),
    kind: otherKinds,
    id: z.uuid().meta({ description: 'Of the finding, letter, … that `kind` names' }),
    ...told,
  }),
])

export const changesAnswer = z
  .strictObject({
    items: z.array(change),
    cursor: z.string().meta({ description: 'Send it as `cursor` next time; unchanged where nothing is new' }),
    more: z.boolean(),
  })
  .meta({ id: 'Changes' })
