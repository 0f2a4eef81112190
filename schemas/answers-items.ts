// What the gateway answers of seized items: lists, where each went, and the lists by which they were handed over.
import { z } from 'zod'
import { handoverList, itemAnswer, itemHistory, itemsBalance } from './seized.ts'

const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'Cursor of the next page, null on the last' }),
  })

export const seizedItemList = page(itemAnswer).meta({ id: 'SeizedItemList' })
export const itemHistoryAnswer = itemHistory
export const itemsBalanceAnswer = itemsBalance
export const handoverLists = page(handoverList).meta({ id: 'HandoverLists' })
export const handoverListAnswer = handoverList
  .extend({ next: z.string().nullable().meta({ description: 'Cursor of the next lines, null on the last' }) })
  .meta({ id: 'HandoverListWithLines' })
