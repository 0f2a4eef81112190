// A small town for looking at pages: its officers of every role, a case under way and one that waits, a penalty record, a
// finding, a letter, a draw, a draft. `mark` stands in every text that an organ may write freely.

import { liveOut } from './bench/console-lives.ts'
import { furnish, stocked } from './console-furniture.ts'
import type { Subjects } from './console-pages.ts'
import { type Desk, signInAs } from './console-scene.ts'
import { engage, type PostName, type Staff } from './console-staff.ts'
import { withUpper } from './doors/correspondence-scene.ts'
import { announcementOf } from './doors/draws-scene.ts'
import { raisedFinding } from './doors/findings-scene.ts'
import { unit } from './rooms/penalties-scene.ts'
import type { World } from './world.ts'

export interface Town {
  readonly staff: Staff
  readonly subjects: Subjects
  desk(post: PostName): Promise<Desk>
}

/** What a replica remembers of the registry is good for less than half a second. */
const registryMs = 450

export async function staffed(w: World): Promise<Pick<Town, 'staff' | 'desk'>> {
  const code = (organ: string) => w.organ(organ).code
  const organs = {
    agency: code('market'),
    police: code('police'),
    procuratorate: code('procuratorate'),
    office: code('justice'),
    ...('upper' in w.organs && { upper: code('upper') }),
  }
  const staff = await engage(w.db.ownerPool, organs, '450502')
  await new Promise((resolve) => setTimeout(resolve, registryMs))
  const desks = new Map<PostName, Promise<Desk>>()
  const desk = (post: PostName) => {
    const there = desks.get(post) ?? signInAs(w.gateway.url, staff.ids[post])
    desks.set(post, there)
    return there
  }
  return { staff, desk }
}

export async function town(w: World, more: Record<string, unknown> = {}, mark = '情况说明'): Promise<Town> {
  const { staff, desk } = await staffed(w)
  const chief = w.organ('police').chief
  const took = async (organ: string, id: string, step: string, body: Record<string, unknown> = {}) => {
    const answer = await w.step(organ, id, step, body)
    if (answer.status !== 200) throw new Error(`${step}: ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  const { transfer } = await w.submit('market', more)
  await took('police', transfer.id, 'receipt_sign', { decidedBy: chief })
  await took('police', transfer.id, 'completeness_check')
  const waiting = (await w.submit('market')).transfer.id
  const posted = async (organ: string, path: string, body: object) => {
    const answer = await w.ask<{ id?: string; results?: { id?: string }[] }>(organ, 'POST', path, body)
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const penalties = await posted('market', '/v1/penalty-cases', [
    unit(1, { CF_SY: mark, CF_XDR_MC: `虚构${mark.slice(0, 40)}商贸有限公司` }, w.organ('market')),
    unit(2, {}, w.organ('market')),
  ] as unknown as object)
  const officers = (organ: string) => w.organ(organ).officers.slice(0, 1)
  const letter = await posted('procuratorate', '/v1/correspondence', {
    ...{ officers: officers('procuratorate'), kind: 'consultation', to: [w.organ('market').code] },
    ...{ title: `咨询 ${mark.slice(0, 60)}`, text: mark, dueOn: '2099-12-31' },
  })
  const draw = await posted('procuratorate', '/v1/supervision/draws', announcementOf(w))
  const finding = await raisedFinding(w, penalties.results?.[0]?.id)
  const { draft, approval } = await asked(w, { staff, desk })
  return {
    ...{ staff, desk },
    subjects: {
      ...{ transfer: transfer.id, waiting, finding, draft, approval },
      ...{ penalty: penalties.results?.[0]?.id, letter: letter.id, draw: draw.id },
    },
  }
}

/** A draft that is being written, and one that waits for its reviewer. */
async function asked(w: World, { staff, desk }: Pick<Town, 'staff' | 'desk'>) {
  const handler = await desk('handler')
  const written = async () => {
    const body = await w.submission('market', { officers: [staff.officer('handler'), staff.officer('partner')] })
    body.approval = { approvedBy: staff.officer('head') }
    return (await w.ask<{ id: string }>('market', 'POST', '/v1/drafts', body)).body.id
  }
  const [draft, other] = [await written(), await written()]
  const sent = await handler.send(`/console/drafts/${other}/check`, `/console/drafts/${other}/ask`)
  if (sent.status !== 303) throw new Error(`送审: ${sent.status}`)
  // What was done is said once; whoever looks next sees an ordinary page.
  await handler.page(sent.location ?? '')
  return { draft, approval: sent.location?.split('/').at(-1) as string }
}

/** The same with dozens of cases behind it and some that run, as a district has them after a year (or `ages` months). */
export async function livelyTown(w: World, ages = 12, more: Record<string, unknown> = {}): Promise<Town> {
  const made = await town(w, more)
  const { id: agencyId, clientId, officers } = w.organ('market')
  await liveOut(w.db.pool, w.db.ownerPool, {
    ...{ dataDir: w.gateway.config.dataDir, staff: made.staff, ages },
    sender: { agencyId, clientId, region: '450502', place: '海城区', privateJwk: {}, officers },
    organs: { agency: agencyId, police: w.organ('police').id, procuratorate: w.organ('procuratorate').id },
  })
  return made
}

/** The same with something of everything, so that there is a page of every kind. */
export async function furnishedTown(w: World, ages = 2): Promise<Town> {
  await withUpper(w)
  const materials = await w.materials('market', ['M1', 'M2', 'M3', 'M4', 'M4', 'M4'])
  const made = await livelyTown(w, ages, { materials })
  await furnish(w, made)
  await stocked(w, materials)
  return made
}
