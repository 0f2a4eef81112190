// An event as the parties read it: who, when, what, under which article, what it started and ended.
import type { Directory } from '../agencies/index.ts'
import { type CaseEvent, type CaseState, citationText, type Imported } from '../procedure/index.ts'
import { agencyView, clockView, ruleSetOf } from './view.ts'

/** `state` = the case as the viewer sees it, for what became of the clocks. */
export function eventView(event: CaseEvent, state: CaseState, directory: Directory, nowMs: number, withInput: boolean) {
  const procedure = ruleSetOf(event.ruleSet)
  const rule = procedure.steps[event.step]
  const clock = (key: string) => {
    const known = state.clocks[key]
    return known === undefined ? [] : [clockView(key, known, nowMs)]
  }
  return {
    version: event.version,
    step: event.step,
    zh: rule?.zh ?? event.step,
    en: rule?.en ?? event.step,
    at: event.at,
    basis: event.basis,
    basisZh: event.basis.map(citationText),
    ruleSet: event.ruleSet,
    by: { part: event.by.part, agency: agencyView(directory, event.by.agencyId) },
    ...(event.visibleTo && { sealed: true }),
    ...(event.about && { about: event.about }),
    officers: event.officers,
    ...(event.decidedBy && { decidedBy: event.decidedBy }),
    moves: event.moves,
    opens: event.opens,
    clocksStarted: event.clocks.starts.flatMap((c) => clock(c.key)),
    clocksSettled: event.clocks.settles
      .filter((s) => !event.clocks.starts.some((c) => c.key === s.key))
      .flatMap((s) => clock(s.key)),
    clocksAdvanced: event.clocks.advances.flatMap((a) => clock(a.key)),
    ...(event.clocks.expires && { clocksExpired: event.clocks.expires.flatMap((key) => clock(key)) }),
    letters: event.letters.map((id) => ({
      id,
      zh: procedure.letters[id]?.zh ?? id,
      en: procedure.letters[id]?.en ?? id,
    })),
    receipt: rule?.receipt === true && event.imported === undefined,
    ...(event.imported && { imported: importedView(event.imported, withInput) }),
    ...(withInput && { input: event.input }),
  }
}

/** What it says in fields that the contract does not have goes where the input goes. */
function importedView({ raw, ...imported }: Imported, withInput: boolean) {
  return { ...imported, ...(withInput && raw !== undefined && { raw }) }
}
