// What organs are told of a finding, in feed, webhooks, inboxes and mails: thin, and no natural person in it.
import type { NewNotice } from '../../outbox/index.ts'
import { citationText } from '../../procedure/index.ts'
import { closings, kindRule } from './kinds.ts'
import { type FindingRow, hearers } from './row.ts'

const steps = {
  raise: 'finding_raised',
  grade: 'finding_graded',
  explain: 'finding_explained',
  accept: 'finding_accepted',
  contest: 'finding_contested',
  act: 'finding_acted',
  urge: 'finding_urged',
  close: 'finding_closed',
  lapse: 'finding_closed',
} as const
export type FindingAct = keyof typeof steps

/** The notice of the entry that left the finding as `row` has it. */
export function noticeOf(row: FindingRow, act: FindingAct, at: Date): NewNotice {
  const { zh, en } = kindRule(row.kind)
  const said = row.detail as { readonly zh?: unknown; readonly en?: unknown; readonly documentNo?: unknown }
  const ended = row.closedBecause === null ? undefined : closings[row.closedBecause]
  const tail = (word: unknown) => (typeof word === 'string' && word !== '' ? word : undefined)
  return {
    kind: 'finding',
    id: row.id,
    version: row.version,
    step: steps[act],
    at,
    agencyIds: hearers(row),
    about: {
      // What is over warns nobody any more: no mail at once, no red line in an inbox.
      grade: row.closedBecause === null ? row.grade : 'notice',
      ...(row.dueAt !== null && { dueAt: row.dueAt }),
      basis: row.basis.map(citationText),
      ...(tail(said.documentNo) !== undefined && { number: said.documentNo as string }),
      zh: [zh, tail(said.zh), ended?.zh].filter((word) => word !== undefined).join('：'),
      en: [en, tail(said.en), ended?.en].filter((word) => word !== undefined).join(': '),
    },
  }
}
