// Clocks whose light changed, as causes: near its end, past it, and what that is called where the period is one for making
// good, handing over or answering. Pure.
import type { Directory } from '../../agencies/index.ts'
import { type LightChange, ruleSetOf } from '../../cases/index.ts'
import type { Grade } from '../../outbox/index.ts'
import { type CauseGone, clockSubject, type FindingCause } from './cause.ts'
import type { Closing, FindingKind } from './kinds.ts'
import { concerned } from './places.ts'

/** What a period that has run out is called, where it is more than overdue. */
const runOut: Readonly<Record<string, FindingKind>> = {
  supplement_reply: 'supplement_not_made',
  exhibits_handover: 'handover_open',
  police_take_delivery: 'handover_open',
  opinion_reply: 'opinion_unanswered',
  suggestion_reply: 'opinion_unanswered',
  demand_transfer_comply: 'opinion_unanswered',
  police_reasons: 'opinion_unanswered',
  filing_reasons: 'opinion_unanswered',
  justice_paper_reply: 'opinion_unanswered',
}

export const clockFamily = 'clock'

/** What a change of light raises or ends. Both undefined: nobody has to hear of it. */
export function causeOfLight(
  change: LightChange,
  directory: Directory,
): { readonly cause?: FindingCause; readonly gone?: CauseGone } {
  const { transferId, key, clock, light, warned } = change
  const subject = clockSubject(transferId, key)
  const rule = ruleSetOf(clock.ruleSet).clocks[clock.rule]
  // Waiting for a day is nobody's duty.
  if (rule?.kind === 'wait') return {}
  if (!warned) return { gone: { family: clockFamily, subject, because: ended(change) } }
  const owner = ownerOf(change, directory)
  if (owner === null) return {}
  const right = rule?.kind === 'right'
  const over = light === 'red' || light === 'orange'
  // A right that runs out is its holder's loss, and no fault.
  if (right && over) return { gone: { family: clockFamily, subject, because: 'clock_ended' } }
  const { supervisor } = change.parts
  const told = concerned(directory, owner, {
    region: change.regionCode,
    ...(supervisor !== undefined && { watching: supervisor }),
  })
  const readers = right ? [owner] : readersOf(change, owner, directory)
  const kind: FindingKind = light === 'red' ? (runOut[change.rule] ?? 'overdue') : over ? 'overdue' : 'near_due'
  const zh = rule?.zh ?? change.rule
  return {
    cause: {
      ...told,
      ...(readers !== undefined && { onlyFor: readers }),
      kind,
      subject,
      domain: change.domain,
      transferId,
      grade: right ? 'notice' : gradeOf(light),
      ...(clock.basis.length > 0 && { basis: clock.basis }),
      detail: {
        ...{ clock: change.rule, key, zh, en: rule?.en ?? change.rule, stage: clock.stage + 1 },
        ...(change.documentNo !== '' && { documentNo: change.documentNo }),
        ...{ dueAt: clock.target, breachAt: clock.breach, localDate: clock.localDate },
        ...(clock.provisional && { provisional: true }),
        ...(clock.contested && { contested: true }),
        ...(clock.advisory && { advisory: true }),
      },
      since: new Date(clock.anchorAt),
      dueAt: new Date(clock.breach),
    },
  }
}

const gradeOf = (light: LightChange['light']): Grade =>
  light === 'red' ? 'red' : light === 'orange' ? 'orange' : 'yellow'

function ended({ clock }: LightChange): Closing {
  if (clock.status === 'running') return 'clock_extended'
  return clock.status === 'met' || clock.status === 'breached' || clock.status === 'late' ? 'clock_met' : 'clock_ended'
}

/** The organ whose duty it is; null where nobody has the part. */
function ownerOf({ owner, parts, invited }: LightChange, directory: Directory): string | null {
  return (
    parts[owner] ?? invited.find(({ part }) => part === owner)?.agencyId ?? (directory.byId.has(owner) ? owner : null)
  )
}

/** Of a clock that is not everybody's: the organ itself, and procuratorates among those who may see it. */
function readersOf(change: LightChange, owner: string, directory: Directory): string[] | undefined {
  if (change.visibleTo === null) return undefined
  const organs = change.visibleTo.flatMap((reader) => {
    const invited = change.invited.filter(({ part }) => part === reader).map(({ agencyId }) => agencyId)
    const part = change.parts[reader]
    return part !== undefined ? [part, ...invited] : directory.byId.has(reader) ? [reader, ...invited] : invited
  })
  const watching = organs.filter((id) => directory.byId.get(id)?.kind === 'procuratorate')
  return [...new Set([owner, ...watching])]
}
