// The doors for machines, in the order a request meets them: id and log, well-known places, then everything that needs to
// know who is there.
import { Hono } from 'hono'
import type { Logger } from 'pino'
import { type Pool, passing } from '../../db/index.ts'
import { KeyFault, type Keyring, type Registry, RegistryUnavailable, type TokenOffice } from '../agencies/index.ts'
import { type Acts, type CasesDeps, sight } from '../cases/index.ts'
import type { Clues } from '../clues/index.ts'
import { seesAttached } from '../correspondence/index.ts'
import type { Drafts } from '../drafts/index.ts'
import { type AccessLog, AccessLogFull, proofsOf } from '../journal/index.ts'
import { type Outbound, Refusal, type Sealer } from '../kernel/index.ts'
import { type MaterialsRoom, StoreFault } from '../materials/index.ts'
import type { WebhookDeps } from '../outbox/index.ts'
import type { Penalties, ScreeningRoom } from '../penalties/index.ts'
import { type Findings, keptFigures, openReports, reviewsOf } from '../supervision/index.ts'
import { openSinks, peerKeys, type Reconciliations, type Sinks, type Sources } from '../sync/index.ts'
import { recordedOpening } from './access-content.ts'
import { accessLogDoor } from './access-log.ts'
import { administrationDoor } from './administration.ts'
import { approvalsDoor } from './approvals.ts'
import { assignmentsDoor, assignmentsRoom } from './assignments.ts'
import { askedFromWithin, authenticated } from './authenticate.ts'
import { bundleDoor } from './bundle.ts'
import { caseJournalDoor } from './case-journal.ts'
import { changesDoor } from './changes.ts'
import { clockFiguresDoor } from './clock-figures.ts'
import { clocksDoor } from './clocks.ts'
import { cluesDoor } from './clues.ts'
import type { DoorEnv } from './context.ts'
import { correspondenceDoor, correspondenceOf } from './correspondence.ts'
import { coverageDoor } from './coverage.ts'
import { docsDoor } from './docs.ts'
import { draftLetterDoor } from './draft-letter.ts'
import { draftsDoor } from './drafts.ts'
import { drawsDoor, drawsRoom } from './draws.ts'
import { checklistsDoor, evidenceDoor, registeredDoor } from './evidence.ts'
import { findingsDoor } from './findings.ts'
import { foreseenDoor } from './foreseen.ts'
import { gapsDoor } from './gaps.ts'
import { healthDoor } from './health.ts'
import { importedDutiesDoor } from './imported-duties.ts'
import { inboxDoor } from './inbox.ts'
import { indicatorsDoor } from './indicators.ts'
import { itemsDoor } from './items.ts'
import { journalDoor } from './journal.ts'
import { labelsDoor, labelsRoom } from './labels.ts'
import { lettersDoor } from './letters.ts'
import { lettersCheckDoor } from './letters-check.ts'
import { maskIdentityNumbers, requestLog } from './log.ts'
import { mailAddressesDoor } from './mail-addresses.ts'
import { materialsDoor } from './materials.ts'
import { materialJson } from './materials-shown.ts'
import { openMeasures } from './metrics.ts'
import { oauthDoor } from './oauth.ts'
import { officersDoor, organsDoor, unusedMaterialsDoor } from './organs.ts'
import { penaltiesDoor } from './penalties.ts'
import { fault, problem } from './problem.ts'
import { procedureDoor } from './procedure.ts'
import { reconciliationsDoor } from './reconciliations.ts'
import { recordedPages } from './recorded-pages.ts'
import { reportsDoor } from './reports.ts'
import { requestsDoor } from './requests.ts'
import { revealDoor } from './reveal.ts'
import { screeningDoor, screeningsDoor } from './screening.ts'
import { searchDoor } from './search.ts'
import { sinksDoor } from './sinks.ts'
import { sourcesDoor } from './sources.ts'
import { subjectsSeen } from './subjects.ts'
import { thresholdsDoor } from './thresholds.ts'
import { transfersDoor } from './transfers.ts'
import { webhooksDoor } from './webhooks.ts'
import { workDoor } from './work.ts'

export interface AppDeps {
  readonly pool: Pool
  readonly log: Logger
  readonly access: AccessLog
  readonly registry: Registry
  readonly keyring: Keyring
  readonly office: TokenOffice
  readonly acts: Acts
  readonly cases: CasesDeps
  readonly materials: MaterialsRoom
  readonly clues: Clues
  readonly drafts: Drafts
  readonly penalties: Penalties
  readonly screening: ScreeningRoom
  /** Seals the secrets of partners' systems in their rows. */
  readonly sealer: Sealer
  /** Every call that goes out. */
  readonly calls: Outbound
  readonly webhooks: WebhookDeps
  readonly sources: Sources
  /** The carrier's own, where it runs in this process. */
  readonly sinks?: Sinks
  /** So many days what was delivered is kept. */
  readonly sinkDays?: number
  /** Whether this gateway has a mail server. */
  readonly sendsMail?: boolean
  readonly metricsToken?: string | undefined
  /** Contested rows of the checklists that count as mandatory here. */
  readonly contestedMaterials?: ReadonlySet<string>
}

/** The whole gateway as one Hono app. */
export function buildApp(deps: AppDeps): Hono<DoorEnv> {
  const app = new Hono<DoorEnv>()
  const { pool, registry, sealer, calls, sources, log } = deps
  const { directory, sign, issuer, now } = deps.cases
  const sinks = deps.sinks ?? openSinks({ pool, directory, sealer, calls, now })
  const { sinkDays } = deps
  const reconciliations: Reconciliations = {
    ...{ pool, sources, sinks, sign, issuer, now },
    ...(sinkDays !== undefined && { sinkDays }),
  }
  const findings: Findings = {
    ...{ pool, directory, now },
    sightOf: (transferId, agencyId) => sight(pool, transferId, agencyId),
  }
  const draws = drawsRoom(deps.cases)
  const subjects = subjectsSeen(deps.cases, deps.penalties, findings)
  const correspondence = correspondenceOf(deps.cases, subjects)
  const measures = openMeasures()
  app.use(measures.counted)
  app.use(requestLog(deps.log))
  app.route('/metrics', measures.door({ pool, now }, deps.metricsToken))
  app.route('/', healthDoor(deps.pool, deps.registry, deps.keyring, deps.materials))
  app.route('/', oauthDoor(deps.office))
  app.route('/', docsDoor(deps.keyring.issuer))
  app.route('/letters', lettersCheckDoor(deps.cases))
  app.route('/journal', journalDoor(deps.pool))

  const v1 = new Hono<DoorEnv>()
  v1.use(authenticated(deps.registry, deps.keyring))
  v1.use(recordedPages(deps.access, deps.cases.now))
  v1.route('/procedure', procedureDoor())
  v1.route('/agencies', organsDoor(directory))
  v1.route('/officers', officersDoor({ pool, now }))
  v1.route('/materials', unusedMaterialsDoor(deps.materials))
  v1.route('/materials', registeredDoor(deps.materials))
  v1.route(
    '/materials',
    materialsDoor({
      room: deps.materials,
      opening: recordedOpening(deps.access, deps.cases.now),
      visible: async (principal, transferId, version) => {
        const seen = await sight(deps.pool, transferId, principal.agency.id)
        // What a letter took is bound to the letter.
        if (seen === undefined) return seesAttached(deps.pool, transferId, version, principal.agency.id)
        return (seen.throughVersion === null || version <= seen.throughVersion) && !seen.sealed.includes(version)
      },
    }),
  )
  v1.route(
    '/transfers',
    transfersDoor({ acts: deps.acts, cases: deps.cases, registry: deps.registry, materials: deps.materials }),
  )
  v1.route(
    '/transfers',
    bundleDoor({
      bundles: {
        pool: deps.pool,
        materials: deps.materials,
        keyring: deps.keyring,
        now: deps.cases.now,
        shown: materialJson,
        keysOf: (issuer) => peerKeys(deps.pool, issuer),
        proofsOf: (transferId) => proofsOf(deps.pool, transferId),
      },
      cases: deps.cases,
      access: deps.access,
      log: deps.log,
    }),
  )
  v1.route(
    '/transfers',
    evidenceDoor({ cases: deps.cases, materials: deps.materials, contested: deps.contestedMaterials ?? new Set() }),
  )
  v1.route('/transfers', foreseenDoor(deps))
  v1.route('/transfers', importedDutiesDoor(deps.cases))
  v1.route('/transfers', itemsDoor(deps.cases))
  v1.route('/transfers', caseJournalDoor(deps))
  v1.route('/checklists', checklistsDoor(deps.contestedMaterials ?? new Set()))
  v1.route('/transfers', revealDoor(deps.cases, deps.access))
  v1.route('/access-log', accessLogDoor(deps.pool, deps.access, deps.cases))
  v1.route('/requests', requestsDoor(deps.pool, deps.access, deps.cases))
  v1.route('/transfers', lettersDoor(deps))
  v1.route('/clocks/figures', clockFiguresDoor(deps.cases))
  v1.route('/thresholds', thresholdsDoor())
  v1.route('/clocks', clocksDoor(deps.cases))
  v1.route('/work', workDoor(deps.cases))
  v1.route('/search', searchDoor(deps))
  v1.route('/clues', cluesDoor(deps.clues, deps.registry))
  v1.route('/correspondence', correspondenceDoor(correspondence, registry))
  v1.route('/assignments', assignmentsDoor(assignmentsRoom(deps.cases, subjects), registry))
  v1.route('/labels', labelsDoor(labelsRoom(deps.cases, subjects), registry))
  v1.route('/drafts', draftsDoor(deps))
  v1.route('/drafts', draftLetterDoor({ drafts: deps.drafts, directory, now }))
  v1.route('/approvals', approvalsDoor({ drafts: deps.drafts, registry, perform: askedFromWithin(app) }))
  v1.route('/penalty-cases', penaltiesDoor({ ...deps, reviews: (id) => reviewsOf(draws, 'penalty', id) }))
  v1.route('/penalty-cases', screeningDoor(deps))
  v1.route('/screenings', screeningsDoor(deps))
  v1.route('/supervision/draws', drawsDoor({ draws, registry }))
  v1.route('/changes', changesDoor(deps.pool))
  v1.route('/webhooks', webhooksDoor(deps))
  v1.route('/inbox', inboxDoor({ pool, issuer, now }))
  v1.route('/mail-addresses', mailAddressesDoor({ pool, registry, now, sends: deps.sendsMail === true }))
  v1.route('/sources', sourcesDoor(deps))
  v1.route('/sinks', sinksDoor({ sinks, registry }))
  v1.route('/reconciliations', reconciliationsDoor({ reconciliations, registry, log }))
  v1.route('/gaps', gapsDoor({ pool, registry }))
  v1.route('/administration', administrationDoor({ pool, registry, now }))
  v1.route('/indicators', indicatorsDoor({ indicators: { pool, directory, now, sign, issuer }, registry }))
  v1.route('/findings', findingsDoor({ findings, registry }))
  const reports = openReports({ pool, directory: async () => directory(), figures: keptFigures({ pool }), now })
  v1.route('/reports', reportsDoor({ reports, registry, access: deps.access }))
  v1.route('/coverage', coverageDoor({ pool }))
  app.route('/v1', v1)

  app.notFound((c) => problem(c, new Refusal('not_found', 'There is nothing here.')))
  app.onError((error, c) => {
    // Node's word for a client that left in the middle of its body; nobody hears the answer, and it is no fault of ours.
    if (error.message === 'aborted') return problem(c, new Refusal('malformed_json', 'The body was cut off.'))
    const status = unavailable(error) ? 503 : 500
    deps.log.error(
      {
        requestId: c.get('requestId'),
        status,
        error: maskIdentityNumbers(error.stack ?? String(error)),
        cause: error.cause instanceof Error ? maskIdentityNumbers(String(error.cause.stack)) : undefined,
      },
      'fault',
    )
    return fault(c, status)
  })
  return app
}

/** The database cannot be reached, or no key can sign; the request may be sent again. */
function unavailable(error: unknown): boolean {
  return (
    error instanceof RegistryUnavailable ||
    error instanceof KeyFault ||
    error instanceof AccessLogFull ||
    error instanceof StoreFault ||
    passing(error)
  )
}
