// Operations of seized items, for the OpenAPI document.
import { answers } from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

const paging = [
  { name: 'limit', description: '1 to 200, 50 where none is given' },
  { name: 'cursor', description: 'where the former page ended (`next`)' },
]

export const itemOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/transfers/{id}/items',
    id: 'listItemsOfTransfer',
    tag: 'Transfers',
    summary: '涉案物品 · the seized items of all lists of the case, each with where how much of it stands',
    description:
      'Items are numbered through all lists of the case, in their order. `standing` and `quantity` are exact decimals; the places sum up to what was seized.',
    query: [
      ...paging,
      { name: 'batch', description: 'items of this batch' },
      { name: 'custody', description: 'items of which something stands there' },
    ],
    ok: { status: 200, description: 'a page', schema: answers.seizedItemList },
    refusals: [400, 401, 404],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/items/balance',
    id: 'getItemsBalance',
    tag: 'Transfers',
    summary: '账实核对 · what was seized against what stands where, by unit; differences that are open',
    ok: { status: 200, description: 'the sums', schema: answers.itemsBalanceAnswer },
    refusals: [401, 404],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/items/{no}',
    id: 'getItem',
    tag: 'Transfers',
    summary: 'One item with its movements and the lists it stands in',
    ok: { status: 200, description: 'the item', schema: answers.itemHistoryAnswer },
    refusals: [401, 404],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/handover-lists',
    id: 'listHandoverLists',
    tag: 'Transfers',
    summary: '移交清单 · handover, custody and disposal lists, the oldest first, with both signatures',
    description: 'At most 20 lists a page, and the first 100 lines of each; all lines are under the list itself.',
    query: paging,
    ok: { status: 200, description: 'a page', schema: answers.handoverLists },
    refusals: [400, 401, 404],
  },
  {
    method: 'get',
    path: '/v1/transfers/{id}/handover-lists/{version}',
    id: 'getHandoverList',
    tag: 'Transfers',
    summary: 'One list with all its lines, paged',
    query: paging,
    ok: { status: 200, description: 'the list and a page of its lines', schema: answers.handoverListAnswer },
    refusals: [400, 401, 404],
  },
]
