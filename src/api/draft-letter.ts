// The transfer letter as a draft would make it: composed by the letters' own room from what is written so far, with a named
// blank for each fact that is missing. It has no number of ours, no code to check it by, and says that it is a preview.
import { hash } from 'node:crypto'
import { Hono } from 'hono'
import { officer } from '../../schemas/index.ts'
import { type Agency, type Directory, receiverFor, supervisorFor } from '../agencies/index.ts'
import { type Drafts, showDraft } from '../drafts/index.ts'
import { Refusal, rfc3339 } from '../kernel/index.ts'
import { htmlOf, htmlPolicy, type LetterFacts, type LetterOrgan, type LetterPerson } from '../letters/index.ts'
import type { DoorEnv } from './context.ts'
import { soundFields } from './draft-fields.ts'
import { isUuid } from './headers.ts'
import { composed } from './letters-found.ts'
import { problem } from './problem.ts'

export interface DraftLetterDeps {
  readonly drafts: Drafts
  readonly directory: () => Directory | Promise<Directory>
  /** Epoch milliseconds. */
  readonly now: () => number
}

const notice = '预览稿，尚未签发'

/** Mount at `/v1/drafts`, behind authentication. */
export function draftLetterDoor({ drafts, directory, now }: DraftLetterDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.get('/:id/letter', async (c) => {
    const id = c.req.param('id')
    const { agency } = c.get('principal')
    const found = isUuid(id) ? await showDraft(drafts, id, agency.id) : undefined
    if (found === undefined) return problem(c, new Refusal('not_found', 'There is no such draft of your agency.'))
    const facts = factsOf(found.text, agency, await directory(), rfc3339(now()))
    const { documentNo } = facts.entry.input as { documentNo?: string }
    const { sheet } = composed(facts, { ...(documentNo !== undefined && { documentNo }) })
    return c.body(htmlOf({ ...sheet, check: [notice] }), 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': htmlPolicy,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    })
  })
  return door
}

const organOf = ({ id, name, code, kind }: Agency): LetterOrgan => ({ id, name, code, kind })

/** Who shall decide is known before it is decided. */
function headIn(text: string): { name: string; certificateNo: string } | undefined {
  const { approval } = JSON.parse(text) as { approval?: { approvedBy?: unknown } | null }
  return officer.safeParse(approval?.approvedBy).data
}

function factsOf(text: string, sender: Agency, directory: Directory, at: string): LetterFacts {
  const input = soundFields(text)
  const head = headIn(text)
  const {
    domain = 'general',
    receiver: named,
    caseName,
    suspects = [],
    officers = [],
  } = input as {
    domain?: string
    receiver?: string
    caseName?: string
    suspects?: readonly Omit<LetterPerson, 'id'>[]
    officers?: LetterFacts['entry']['officers']
  }
  const receiver = named === undefined ? receiverFor(directory, sender, domain) : directory.byCode.get(named)
  const supervisor = receiver && supervisorFor(directory, receiver)
  return {
    letter: 'transfer_letter',
    transferId: '',
    caseName,
    domain,
    entry: {
      ...{ version: 1, step: 'transfer_dispatch', zh: '移送', at, by: organOf(sender), officers },
      ...(head && { decidedBy: { ...head, role: 'agency_head' } }),
      ...{ input, basisZh: [], letters: ['transfer_letter'] },
    },
    before: [],
    organs: {
      sender: organOf(sender),
      ...(receiver && { police_in_charge: organOf(receiver) }),
      ...(supervisor && { supervisor: organOf(supervisor) }),
    },
    addressee: undefined,
    suspects: suspects.map((one, i) => ({ ...one, id: `s${i + 1}` }) as LetterPerson),
    ...{ due: {}, receipt: null, entrySha256: hash('sha256', text, 'hex'), corrections: [] },
  }
}
