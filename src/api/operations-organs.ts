// Operations that tell whom and what an act can name. Part of the one list in operations.ts.
import { officerList, organList, unusedMaterials } from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

export const organOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/agencies',
    id: 'listAgencies',
    tag: 'Procedure',
    summary:
      'Organs of the registry, to be named in acts: by name or code, kind and region; the nearest first, at most 20',
    query: [
      { name: 'q', description: 'part of the name, or the beginning of the credit code' },
      { name: 'kind', description: 'kinds of organs, divided by commas' },
      { name: 'region', description: 'beginning of a region code (GB/T 2260)' },
    ],
    ok: { status: 200, description: 'the organs', schema: organList },
    refusals: [400, 401],
  },
  {
    method: 'get',
    path: '/v1/officers',
    id: 'listOfficers',
    tag: 'Procedure',
    summary: 'Officers of the caller’s agency who hold a certificate that is valid today, with their roles',
    description:
      'For whoever names them in acts: a system that acts for its agency, and at the console an officer who holds a certificate. Systems of auditors and operators, service platforms and officers without a certificate are refused.',
    ok: { status: 200, description: 'all of them', schema: officerList },
    refusals: [401, 403],
  },
  {
    method: 'get',
    path: '/v1/materials',
    id: 'listUnusedMaterials',
    tag: 'Materials',
    summary: 'Finished files of the caller’s agency that no case has taken, newest first',
    query: [
      { name: 'limit', description: '1 to 200, 50 where none is given' },
      { name: 'cursor', description: 'where the former page ended (`next`)' },
    ],
    ok: { status: 200, description: 'a page; `Link: rel="next"` leads on', schema: unusedMaterials },
    refusals: [400, 401],
  },
]
