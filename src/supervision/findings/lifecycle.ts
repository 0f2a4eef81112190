// What may be done with a finding, by whom and when, and what it makes of it. Pure. The house's own rules: no instrument
// known orders how a lead is talked about before the procuratorate takes it into the procedure.
import { findingActs } from '../../../schemas/index.ts'
import { Refusal } from '../../kernel/index.ts'
import { houseBasis } from './kinds.ts'
import type { FindingHead, FindingRow, FindingState } from './row.ts'
import type { roleIn } from './sight.ts'

export type PersonAct = (typeof findingActs)[number]
type Role = NonNullable<ReturnType<typeof roleIn>>

const rules: Readonly<Record<PersonAct, { readonly by: Role; readonly from: readonly FindingState[] }>> = {
  explain: { by: 'owner', from: ['raised', 'contested', 'acted'] },
  accept: { by: 'watcher', from: ['explained'] },
  contest: { by: 'watcher', from: ['explained', 'accepted'] },
  act: { by: 'watcher', from: ['raised', 'explained', 'accepted', 'contested', 'acted'] },
  urge: { by: 'watcher', from: ['raised', 'explained', 'accepted', 'contested', 'acted'] },
  close: { by: 'watcher', from: ['raised', 'explained', 'accepted', 'contested', 'acted'] },
}

/** Why the viewer may not do this now, or null. */
export function hindrance(finding: FindingRow, act: PersonAct, role: Role): Refusal | null {
  const { by, from } = rules[act]
  if (role !== by)
    return new Refusal(
      'not_your_step',
      by === 'owner'
        ? 'The organ whose matter it is explains a finding.'
        : 'A procuratorate that watches the organ does this, and none in its own matter.',
      { basis: houseBasis },
    )
  if (act === 'urge' && finding.agencyId === null)
    return new Refusal('wrong_state', 'The organ concerned is not registered here: there is nobody to be urged.', {
      basis: houseBasis,
      members: { state: finding.state },
    })
  return from.includes(finding.state)
    ? null
    : new Refusal('wrong_state', `A finding that is ${finding.state} is not there to ${act}.`, {
        basis: houseBasis,
        members: { state: finding.state },
      })
}

export const availableTo = (finding: FindingRow, role: Role): PersonAct[] =>
  findingActs.filter((act) => hindrance(finding, act, role) === null)

const after: Readonly<Record<PersonAct, FindingState>> = {
  explain: 'explained',
  accept: 'accepted',
  contest: 'contested',
  act: 'acted',
  urge: 'acted',
  close: 'closed',
}

/** The head after an act at `at`; `said` is what it says, as it is kept. */
export function headAfter(
  before: FindingRow,
  act: PersonAct,
  said: Readonly<Record<string, unknown>>,
  at: string,
): FindingRow {
  const { version, firstResponseAt, urgedAt, urgedTimes, urgedResponseAt } = before
  const changed: Partial<FindingHead> =
    act === 'explain'
      ? { firstResponseAt: firstResponseAt ?? at, urgedResponseAt: urgedResponseAt ?? (urgedAt === null ? null : at) }
      : act === 'urge'
        ? {
            urgedAt: urgedAt ?? at,
            urgedTimes: urgedTimes + 1,
            replyBy: (said.replyByAt as string | undefined) ?? null,
          }
        : act === 'close'
          ? { closedAt: at, closedBecause: said.because as FindingHead['closedBecause'] }
          : {}
  return { ...before, ...changed, version: version + 1, state: after[act], updatedAt: at }
}
