// When something follows an act only in some cases: goods were seized, a penalty came first, an opinion names confiscation.
import type { CaseState } from '../state.ts'
import type { Occasion } from '../table.ts'

const listed = (value: unknown): readonly Record<string, unknown>[] =>
  (value as Record<string, unknown>[] | undefined) ?? []
const measures = ['sealed', 'seized', 'frozen']
const samePenalties = (input: Readonly<Record<string, unknown>>) =>
  listed(input.priorPenalties).filter((p) => p.sameFacts)

const hasSender = (state: CaseState | null) => state?.parts.sender !== undefined

const gone = ['not_filed', 'revoked', 'investigation_terminated', 'split_off', 'merged']
/** Whether a suspect whom the act does not name still needs the file. */
const othersStay = (state: CaseState | null, named: unknown): boolean =>
  state?.suspects.some(
    ({ id }) => Array.isArray(named) && !named.includes(id) && !gone.includes(state.instances[`criminal/${id}/1`]?.state ?? ''),
  ) === true

export const occasions = {
  /** An agency transferred the case and is told; a report made to public security itself has no such sender. */
  fromAgency: ({ state }) => hasSender(state),
  /** The letter lists seized items. */
  items: ({ input }) => listed(input.seizedItems).length > 0,
  /** The check names missing material. */
  missing: ({ state, input }) => listed(input.missing).length > 0 && hasSender(state),
  /** Goods are sealed, seized or frozen (AEL 21). */
  underMeasure: ({ input }) => listed(input.seizedItems).some((item) => measures.includes(String(item.measure))),
  /** A penalty was imposed for the same facts before the transfer (JOINT06 1). */
  penalisedBefore: ({ input }) => samePenalties(input).length > 0,
  /** The agency requires collective deliberation (案件审理委员会). */
  deliberation: ({ input }) => input.deliberationRequired === true,
  /** The judgment fines, and an administrative fine was imposed for the same facts. */
  fineToOffset: ({ state, input }) =>
    state?.fined === true &&
    hasSender(state) &&
    (input.sentence as { fineCny?: string } | undefined)?.fineCny !== undefined,
  /** The person was held in administrative detention for the same act. */
  detentionToOffset: ({ state, input }) =>
    hasSender(state) &&
    Number((input.sentence as { adminDetentionDays?: number } | undefined)?.adminDetentionDays ?? 0) > 0,
  /** What the paper names goes back; all of it once nobody else in the case is filed or still under review (R310 8). */
  fileReturned: ({ state, input }) =>
    hasSender(state) && (listed(input.returnedMaterials).length > 0 || !othersStay(state, input.suspects)),
  /** The opinion says to whom copies go. */
  copiesNamed: ({ input }) => listed(input.copyTo).length > 0,
} as const satisfies Record<string, Occasion>
