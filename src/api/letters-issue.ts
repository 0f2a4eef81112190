// The issue of a letter: composed, numbered, kept as a material of the case, recorded as an act like every other. What is
// refused leaves nothing: the number goes back, the file is taken away.
import type { IssueLetter } from '../../schemas/index.ts'
import type { Principal } from '../agencies/index.ts'
import {
  type Acted,
  type Acts,
  type CaseForLetters,
  type CasesDeps,
  caseForLetters,
  notFound,
  type Said,
} from '../cases/index.ts'
import { actAttempts, dayText, localDay, Refusal } from '../kernel/index.ts'
import {
  allot,
  attemptOver,
  docxOf,
  docxType,
  fillTemplate,
  formOf,
  type Issuing,
  issuedOf,
  redHeadOf,
  schemeFor,
  templateOf,
  titleOf,
} from '../letters/index.ts'
import {
  begin,
  type Material,
  type MaterialsRoom,
  newMaterialId,
  receive,
  show,
  takeAway,
  turnedAway,
} from '../materials/index.ts'
import { checkOf, codeFor, composed, type LetterFound, letterOf, saidNumber } from './letters-found.ts'
import { codeOfTurnedAway, UploadProblem } from './materials-problem.ts'

export interface IssueDeps {
  readonly acts: Acts
  readonly cases: CasesDeps
  readonly materials: MaterialsRoom
}

export interface IssueAsked {
  readonly id: string
  readonly letter: string
  readonly input: IssueLetter
  readonly said: Said
  /** `If-Match`. */
  readonly seen: number | undefined
}

export interface IssueDone {
  readonly acted: Acted
  /** Entry that brought the letter. */
  readonly version: number
}

export async function issue(
  deps: IssueDeps,
  principal: Principal,
  asked: IssueAsked,
): Promise<IssueDone | Refusal | UploadProblem> {
  for (let attempt = 0; attempt < actAttempts; attempt++) {
    const outcome = await tried(deps, principal, asked)
    // Where the caller named no version, another act in between is no reason to fail: the letter is looked at again.
    const raced = outcome instanceof Refusal && outcome.code === 'stale_version' && asked.seen === undefined
    if (!raced) return outcome
  }
  return new Refusal(
    'contended',
    'The case is being changed by others at this moment. Nothing was changed; try again.',
    { retryAfterSeconds: 1 },
  )
}

async function tried(
  deps: IssueDeps,
  principal: Principal,
  asked: IssueAsked,
): Promise<IssueDone | Refusal | UploadProblem> {
  const { cases } = deps
  const { id, letter, input } = asked
  const found = await caseForLetters(cases.pool, id, principal.agency.id)
  if (found === undefined) return notFound()
  const issues = await issuedOf(cases.pool, id)
  const one = letterOf(found, issues, await cases.directory(), letter, input.version)
  if (one === undefined) return new Refusal('not_found', 'This case brought no such letter, or not to you.')
  const { version } = one.event
  if (issues.some((i) => i.version === version && i.letter === letter))
    return alreadyIssued(deps, principal, asked, version)
  if (found.ended || one.event.by.agencyId !== principal.agency.id)
    return new Refusal('not_your_step', 'A letter is issued by the organ whose entry brought it.', { basis: ['XJ 15'] })
  return withNumber(deps, principal, asked, found, one)
}

/** Once is enough; a repeated request gets its first outcome. */
async function alreadyIssued(
  { acts }: IssueDeps,
  principal: Principal,
  { id, letter, said }: IssueAsked,
  version: number,
): Promise<IssueDone | Refusal> {
  const refused = new Refusal('wrong_state', 'This letter has been issued.', { basis: ['XJ 15'] })
  if (said.idempotencyKey === undefined) return refused
  // No case is at version 0: only what the key did before can be answered.
  const known = await acts.act(principal, id, 'letter_issued', { officers: [], letter, ofVersion: version }, said, 0)
  if (!(known instanceof Refusal)) return { acted: known, version }
  return known.code === 'idempotency_key_reused' ? known : refused
}

async function withNumber(
  deps: IssueDeps,
  principal: Principal,
  asked: IssueAsked,
  found: CaseForLetters,
  one: LetterFound,
): Promise<IssueDone | Refusal | UploadProblem> {
  const { cases } = deps
  const { event, letter } = one
  const key = { transferId: asked.id, version: event.version, letter }
  const numbered = formOf(letter)?.unnumbered !== true
  const scheme = await schemeFor(cases.pool, principal.agency.id, letter)
  const named = asked.input.documentNo ?? (scheme?.own ? undefined : saidNumber(event))
  const now = new Date(cases.now())
  const day = dayText(localDay(now.getTime()))
  const allots = numbered && named === undefined && scheme !== undefined
  const documentNo = allots ? await allot(cases.pool, principal.agency.id, scheme, key, day, now) : named
  let done: IssueDone | Refusal | UploadProblem | undefined
  try {
    done = await withBytes(deps, principal, asked, found, one, numbered ? documentNo : undefined, day)
    return done
  } finally {
    const refused = done === undefined || done instanceof Refusal || done instanceof UploadProblem
    if (allots && refused) await attemptOver(cases.pool, principal.agency.id, key).catch(() => {})
  }
}

async function withBytes(
  deps: IssueDeps,
  principal: Principal,
  { id, input, said, seen }: IssueAsked,
  found: CaseForLetters,
  one: LetterFound,
  documentNo: string | undefined,
  day: string,
): Promise<IssueDone | Refusal | UploadProblem> {
  const { acts, cases, materials } = deps
  const { event, letter, facts } = one
  const code = codeFor(facts)
  const made = composed(facts, {
    ...(documentNo !== undefined && { documentNo }),
    check: checkOf(code, cases.issuer),
    redHead: await redHeadOf(cases.pool, principal.agency.id),
  })
  const template = await templateOf(cases.pool, principal.agency.id, letter)
  const bytes = template === undefined ? docxOf(made.sheet) : await fillTemplate(template, made)
  const kept = await keep(materials, principal, `${made.sheet.title}.docx`, bytes)
  if (kept instanceof UploadProblem) return kept
  const sha256 = kept.sha256 ?? ''
  const sm3 = kept.sm3 ?? ''
  const issuing: Issuing = {
    version: event.version,
    letter,
    code,
    documentNo: documentNo ?? null,
    issuedOn: day,
    materialId: kept.id,
    sha256,
    sm3,
  }
  const { zh } = titleOf(letter)
  const acted = await acts.act(
    principal,
    id,
    'letter_issued',
    {
      officers: input.officers,
      ...(documentNo !== undefined && { documentNo }),
      letter,
      ofVersion: event.version,
      sha256,
      sm3,
      materials: [
        {
          id: kept.id,
          kind: 'other',
          title: zh,
          sha256,
          ...(documentNo !== undefined && { documentNo }),
          original: true,
        },
      ],
    },
    { ...said, letter: issuing },
    // Nothing may come between what was composed and its entry.
    seen ?? found.version,
  )
  if (!(acted instanceof Refusal) && !acted.replayed) return { acted, version: event.version }
  await takeAway(materials, kept.id)
  return acted instanceof Refusal ? acted : { acted, version: event.version }
}

/** The bytes as a finished material of the agency, by the way that every file takes. */
async function keep(
  room: MaterialsRoom,
  { agency, clientId }: Principal,
  filename: string,
  bytes: Buffer,
): Promise<Material | UploadProblem> {
  const id = newMaterialId()
  const begun = await begin(room, {
    id,
    agencyId: agency.id,
    agencyCode: agency.code,
    clientId,
    size: bytes.length,
    metadata: { filename, filetype: docxType },
  })
  if (turnedAway(begun)) return new UploadProblem(codeOfTurnedAway[begun.code], begun.detail)
  const stored = await receive(
    room,
    id,
    0,
    (async function* () {
      yield bytes
    })(),
  )
  const material = turnedAway(stored) ? undefined : await show(room, id, agency.id, async () => false)
  if (material?.state === 'ready') return material
  await takeAway(room, id).catch(() => {})
  return turnedAway(stored)
    ? new UploadProblem(codeOfTurnedAway[stored.code], stored.detail)
    : new UploadProblem(
        'storage_unavailable',
        'The letter cannot be kept at this moment. Nothing was issued; try again.',
      )
}
