// Which organs a case or an act brings in: who receives, who watches, whom the input names. From the registry alone;
// refuses where the law names nobody or the organ named is of the wrong kind.
import { type Agency, type Directory, type Principal, receiverFor, supervisorFor } from '../agencies/index.ts'
import { Refusal } from '../kernel/index.ts'
import {
  type CaseState,
  type Facts,
  holders,
  isPrimary,
  type Part,
  parties,
  type StepRule,
} from '../procedure/index.ts'

type Parts = Partial<Record<Part, string>>

/** Parts of a case that begins with the step. */
export function openingParts(
  directory: Directory,
  { agency }: Principal,
  rule: StepRule,
  input: Readonly<Record<string, unknown>>,
): Parts | Refusal {
  const { opening } = rule
  if (opening === undefined) return {}
  const own: Parts = isPrimary(opening.as) ? { [opening.as]: agency.id } : {}
  if (opening.receiver) {
    const road = receiving(directory, agency, String(input.domain), input.receiver)
    return road instanceof Refusal ? road : { ...own, ...road }
  }
  if (!opening.supervisor) return own
  const supervisor = supervisorFor(directory, agency)
  return supervisor === undefined ? noSupervisor(agency) : { ...own, supervisor: supervisor.id }
}

/** Police of the same level (customs: the anti-smuggling bureau), and the procuratorate that watches them. */
export function receiving(directory: Directory, sender: Agency, domain: string, named: unknown): Parts | Refusal {
  const receiver = receiverFor(directory, sender, domain)
  if (receiver === undefined) {
    return new Refusal(
      'no_receiver',
      'No public security organ is registered that receives this agency’s cases in this domain.',
      { basis: ['R310 5(2)'], errors: [{ pointer: '/domain', detail: 'no receiver registered' }] },
    )
  }
  if (named !== undefined && named !== receiver.code) {
    return new Refusal(
      'receiver_not_competent',
      `This agency’s cases in this domain go to ${receiver.name} (${receiver.code}).`,
      { basis: ['R310 5(2)'], errors: [{ pointer: '/receiver', detail: `the receiver is ${receiver.code}` }] },
    )
  }
  const supervisor = supervisorFor(directory, receiver)
  return supervisor === undefined
    ? noSupervisor(receiver)
    : { police_in_charge: receiver.id, supervisor: supervisor.id }
}

const noSupervisor = (organ: Agency) =>
  new Refusal('no_receiver', `No procuratorate is registered that supervises ${organ.name}.`, {
    basis: ['ENV 6', 'JOINT06 1'],
  })

/** The parts that an act on a case passes on or brings in; undefined where it changes none. */
export function stepParts(
  directory: Directory,
  { agency }: Principal,
  rule: StepRule,
  state: CaseState,
  input: Readonly<Record<string, unknown>>,
): Parts | undefined | Refusal {
  if (rule.parts === 'relays') return relayParts(directory, state, String(input.to))
  if (rule.parts === 'passes') return passParts(directory, state, String(input.to))
  if (rule.parts !== 'receiver' || state.parts.police_in_charge !== undefined) return undefined
  const sender = directory.byId.get(state.parts.sender ?? '') ?? agency
  const parts = receiving(directory, sender, String(input.domain ?? state.domain), input.receiver)
  // A procuratorate that demanded the transfer stays the one that watches it.
  if (parts instanceof Refusal || state.parts.supervisor === undefined) return parts
  return { ...parts, supervisor: state.parts.supervisor }
}

/** The organ a case is relayed to, and its supervisor: who watches follows who is in charge. */
function relayParts(directory: Directory, state: CaseState, code: string): Parts | Refusal {
  const to = directory.byCode.get(code)
  const wrong = (detail: string) =>
    new Refusal('receiver_not_competent', detail, {
      basis: ['R310 7', 'PSP 175(1)'],
      errors: [{ pointer: '/to', detail }],
    })
  if (to === undefined || to.kind !== 'public_security')
    return wrong('No public security organ is registered under this code.')
  if (to.id === state.parts.police_in_charge) return wrong('The case is with this organ already.')
  const supervisor = supervisorFor(directory, to)
  if (supervisor === undefined) return wrong('No procuratorate is registered that supervises this organ.')
  return { police_in_charge: to.id, supervisor: supervisor.id }
}

/** Another agency takes over as sender. */
function passParts(directory: Directory, state: CaseState, code: string): Parts | Refusal {
  const to = directory.byCode.get(code)
  const wrong = (detail: string) =>
    new Refusal('receiver_not_competent', detail, { basis: ['APL 25'], errors: [{ pointer: '/to', detail }] })
  if (to === undefined || to.kind !== 'administrative')
    return wrong('No administrative enforcement agency is registered under this code.')
  if (to.id === state.parts.sender) return wrong('The case is with this agency already.')
  return { sender: to.id }
}

/** The organ that the input names under `to`, with the part it has or gets; undefined where the step names none. */
export function inviteeOf(
  directory: Directory,
  rule: StepRule,
  state: CaseState | null,
  input: Readonly<Record<string, unknown>>,
): Facts['invitee'] | Refusal {
  const { invites } = rule
  if (invites === undefined) return undefined
  const wrong = (detail: string) =>
    new Refusal('receiver_not_competent', detail, { basis: invites.basis, errors: [{ pointer: '/to', detail }] })
  if (input.to === undefined) {
    const meant = invites.otherwise
    const stands = meant !== undefined && holders(state).some((h) => h.part === meant)
    return invites.optional || stands ? undefined : wrong('The organ must be named.')
  }
  const organ = directory.byCode.get(String(input.to))
  if (organ === undefined || !(invites.kinds as readonly string[]).includes(organ.kind))
    return wrong(
      `No organ of the kind ${invites.kinds.join(' or ').replaceAll('_', ' ')} is registered under this code.`,
    )
  const kind = organ.kind as NonNullable<Facts['invitee']>['kind']
  const known = holders(state).find((h) => h.agencyId === organ.id)
  if (known !== undefined && !raised(state, known.part, invites.part))
    return { part: known.part, agencyId: organ.id, kind, begins: false }
  if (isPrimary(invites.part) && state?.parts[invites.part] !== undefined)
    return wrong('Another agency has this part in the case.')
  return { part: invites.part, agencyId: organ.id, kind, begins: true }
}

/** Whoever was only asked gets a part with the matter itself; whoever is to transfer must be the sender. */
function raised(state: CaseState | null, has: Part, to: Part): boolean {
  const onlyAsked = !parties.includes(has) && parties.includes(to)
  return onlyAsked || (isPrimary(to) && !isPrimary(has) && state?.parts[to] === undefined)
}
