// The layout of penalty cases that are taken over from an older platform: whoever reads its tables has put every field at its
// place already, so that a field is named as its place is. Never recognised; it is named.
import { amountKinds, declaredKinds, identifierKinds } from '../../../schemas/index.ts'
import { dateKinds, type FieldRule, flagKinds, type Layout, type Place, plainPlaces } from './layout.ts'

const places: readonly Place[] = [
  ...plainPlaces,
  ...dateKinds.map((kind): Place => `date.${kind}`),
  ...flagKinds.map((kind): Place => `flag.${kind}`),
  ...declaredKinds.map((kind): Place => `declared.${kind}`),
  ...identifierKinds.map((kind): Place => `party.identifier.${kind}`),
]

export const legacyLayout: Layout = {
  id: 'legacy',
  title: { zh: '原平台接管', en: 'Taken over from an older platform' },
  fields: Object.fromEntries([
    ...places.map((to): [string, FieldRule] => [to, { to }]),
    ...amountKinds.map((kind): [string, FieldRule] => [`amount.${kind}`, { to: `amount.${kind}`, unit: 'yuan' }]),
    // What has no place, in the older platform's own columns: kept with the record as it came.
    ['raw', { to: 'aside' }],
  ]),
}
