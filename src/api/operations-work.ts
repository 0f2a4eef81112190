// The operations of work and search. Part of the one list in operations.ts.
import { searchAnswer, workAnswer, workClosedAnswer, workDoneAnswer } from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

const limit = { name: 'limit', description: '1 to 200, 50 where none is given' }
const cursor = { name: 'cursor', description: 'where the former page ended (`next`)' }
const tag = 'Work'

export const workOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/work',
    id: 'listWork',
    tag,
    summary: '待办与等待对方 · what the caller’s agency must do, and what it waits for, the nearest end first',
    description:
      'Periods that run, and what must be done promptly though no number says when (及时): it comes last, with the time since it is owed. `steps` would do it: where one stands there, it is meant. What is sealed from the caller is not there.',
    query: [
      limit,
      cursor,
      {
        name: 'tab',
        description: 'todo (left out): what the agency owes or may do; waiting: what others owe in its cases',
      },
      { name: 'urgency', description: 'only these: overdue, urgent, soon, watch, calm' },
      { name: 'counts', description: 'true (left out) or false: without how many there are' },
      {
        name: 'beside',
        description: 'so many of the first that the agency waits for stand beside the page, 0 (left out) to 9',
      },
    ],
    ok: { status: 200, description: 'a page', schema: workAnswer },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/work/closed',
    id: 'listClosedWork',
    tag,
    summary:
      '办结 · cases in which nobody has anything left to decide and the caller’s agency owes nothing, the last first',
    query: [limit, cursor],
    ok: { status: 200, description: 'a page', schema: workClosedAnswer },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/work/done',
    id: 'listDoneWork',
    tag,
    summary: '已办 · acts of the caller’s agency that name one of its officers, the last first',
    query: [
      limit,
      cursor,
      {
        name: 'officer',
        description: 'certificate number; an officer who signed in asks for itself and need not say it',
      },
    ],
    ok: { status: 200, description: 'a page; a second behind the acts', schema: workDoneAnswer },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/search',
    id: 'search',
    tag,
    summary: '查询 · transfers, penalty cases and letters by number, name or party',
    description:
      'Of a transfer any part of two characters and more of its number (however its brackets, width and spaces are written), its name, its parties and charges is found, and the whole number of a person or unit; of a penalty case its number, and a party by its whole name or number; of a letter its title and number, among the last 500. Nothing is found that the caller does not see; the words are written into the log of reads.',
    query: [
      { name: 'q', description: '2 to 200 characters', required: true },
      { name: 'kind', description: 'only these: transfer, penalty, letter' },
      limit,
    ],
    ok: { status: 200, description: 'what was found, the newest first', schema: searchAnswer },
    refusals: [400, 401],
  },
]
