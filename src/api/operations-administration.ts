// The operations of administration. Part of the one list in operations.ts.
import {
  administrationAgencies,
  administrationAgency,
  administrationAsked,
  administrationCalendars,
  administrationClients,
  administrationDecided,
  administrationLog,
  administrationOfficer,
  administrationOfficers,
  administrationRequestAnswer,
  administrationRequestList,
  administrationRouting,
  administrationRules,
  administrationTaken,
} from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

const limit = { name: 'limit', description: '1 to 200, 50 where none is given' }
const cursor = { name: 'cursor', description: 'where the former page ended (`next`)' }
const tag = 'Administration'
const page = 'a page; `Link: rel="next"` leads on'

const get = (
  path: string,
  id: string,
  summary: string,
  schema: NonNullable<Operation['ok']['schema']>,
  query: readonly { name: string; description: string }[] = [],
): Operation => ({
  ...{ method: 'get', path: `/v1/administration${path}`, id, tag, summary },
  ...(query.length > 0 && { query }),
  ok: { status: 200, description: query.length > 0 ? page : 'as it stands', schema },
  refusals: [...(query.length > 0 ? [400] : []), 401, 403, ...(path.includes('{') ? [404] : [])],
})

const decide = (decision: string, summary: string): Operation => ({
  ...{
    method: 'post',
    path: `/v1/administration/requests/{id}/${decision}`,
    id: `${decision}AdministrationRequest`,
    tag,
    summary,
  },
  headers: ['Idempotency-Key'],
  body: administrationDecided,
  ok: { status: 200, description: 'the entry of the log, and the request as it is now', schema: administrationTaken },
  refusals: [400, 401, 403, 404, 409, 412, 413, 415, 422],
})

export const administrationOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/administration/acts',
    id: 'administer',
    tag,
    summary: 'Ask for a change of the registry',
    description:
      'For officers who signed in and hold one of the three administrators’ roles (三员); systems are refused. What could give or take a right waits for a second person of the same role, at most seven days; what could not is done at once (200).',
    headers: ['Idempotency-Key'],
    body: administrationAsked,
    ok: {
      status: 202,
      description: 'it waits for a second person; 200 where it was done at once',
      schema: administrationTaken,
    },
    refusals: [400, 401, 403, 409, 413, 415, 422],
  },
  get(
    '/requests',
    'listAdministrationRequests',
    'Requests that wait or waited for a second person, youngest first',
    administrationRequestList,
    [limit, cursor, { name: 'state', description: 'open or settled' }],
  ),
  get(
    '/requests/{id}',
    'getAdministrationRequest',
    'One request: what, before and what would stand after it',
    administrationRequestAnswer,
  ),
  decide('approve', 'Approve and carry out, as the second person'),
  decide('refuse', 'Refuse, as the second person'),
  decide('withdraw', 'Take back one’s own request'),
  get(
    '/log',
    'listAdministrationLog',
    'Log of administration: who, when, why, before and after; youngest first',
    administrationLog,
    [
      limit,
      cursor,
      { name: 'act', description: 'only entries of this act' },
      { name: 'target', description: 'only entries about this, for example `agency:` and its code' },
      { name: 'from', description: 'from this local day' },
      { name: 'to', description: 'to this local day, inclusive' },
    ],
  ),
  get('/agencies', 'listRegisteredAgencies', 'The organs, by code', administrationAgencies, [
    limit,
    cursor,
    { name: 'kind', description: 'only of this kind' },
    { name: 'region', description: 'only of this region and what lies in it' },
    { name: 'q', description: 'part of the name or the code' },
  ]),
  get('/agencies/{code}', 'getRegisteredAgency', 'One organ, with its receiving rules', administrationAgency),
  get(
    '/clients',
    'listRegisteredClients',
    'The systems of organs with their public keys, by id',
    administrationClients,
    [
      limit,
      cursor,
      { name: 'agency', description: 'only of this organ, by its code' },
      { name: 'q', description: 'part of the name or the id' },
    ],
  ),
  get(
    '/officers',
    'listRegisteredOfficers',
    'The officers with roles, certificates and identities',
    administrationOfficers,
    [
      limit,
      cursor,
      { name: 'agency', description: 'only of this organ, by its code' },
      { name: 'role', description: 'only who holds this role' },
      { name: 'q', description: 'part of the name or of a certificate’s number' },
    ],
  ),
  get('/officers/{id}', 'getRegisteredOfficer', 'One officer', administrationOfficer),
  get(
    '/routing',
    'getRouting',
    'Who receives whose cases and who watches whom, where the general rule does not fit',
    administrationRouting,
  ),
  get(
    '/calendars',
    'getCalendars',
    'Holiday notices that were loaded, and the years that are known',
    administrationCalendars,
  ),
  get(
    '/rules',
    'getRules',
    'Rule sets with their dates, periods not verified or contested, and what regions put in force',
    administrationRules,
  ),
]
