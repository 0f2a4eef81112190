// Every operation of approvals, asked by officers who signed in: for the contract's test.
import { signInAs } from '../console-scene.ts'
import { engage } from '../console-staff.ts'
import type { World } from '../world.ts'
import { askAs } from './officer-ask.ts'
import type { Reply } from './refusals.ts'

/** Keeps each answer under the operation's id. */
export async function askApprovals(w: World, met: Map<string, Reply>): Promise<void> {
  const code = (organ: string) => w.organ(organ).code
  const at = {
    agency: code('market'),
    police: code('police'),
    procuratorate: code('procuratorate'),
    office: code('justice'),
  }
  const staff = await engage(w.db.ownerPool, at, '450502')
  const [handler, reviewer, head] = await Promise.all(
    (['handler', 'reviewer', 'head'] as const).map((post) => signInAs(w.gateway.url, staff.ids[post])),
  )
  if (handler === undefined || reviewer === undefined || head === undefined) throw new Error('nobody signed in')
  const officers = [staff.officer('handler'), staff.officer('partner')]
  const letter = await w.submission('market', { officers })
  delete letter.approval
  const keep = async (id: string, reply: Promise<Reply>) => {
    const answer = await reply
    met.set(id, answer)
    return answer.body as { id: string; digest: string }
  }
  const asked = await keep('askApproval', askAs(handler, 'POST', '/v1/approvals', { kind: 'submission', body: letter }))
  const path = `/v1/approvals/${asked.id}`
  const again = await keep(
    'askApprovalAgain',
    askAs(handler, 'POST', `${path}/ask`, { body: { ...letter, caseName: '另一名称' } }),
  )
  await keep('reviewApproval', askAs(reviewer, 'POST', `${path}/review`, { digest: again.digest, reasons: '同意。' }))
  await keep('listApprovals', askAs(head, 'GET', '/v1/approvals'))
  await keep('approveApproval', askAs(head, 'POST', `${path}/approve`, { digest: again.digest }))
  await keep('getApproval', askAs(handler, 'GET', path))
  const other = await askAs(handler, 'POST', '/v1/approvals', { kind: 'submission', body: letter })
  const at2 = `/v1/approvals/${(other.body as { id: string }).id}`
  await keep('returnApproval', askAs(reviewer, 'POST', `${at2}/return`, { reasons: '补充证据。' }))
  await keep('withdrawApproval', askAs(handler, 'POST', `${at2}/withdraw`, {}))
}
