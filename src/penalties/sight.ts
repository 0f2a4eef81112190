// Who sees which penalty cases: the organ its own and those its systems sent, the procuratorate all of its region and of
// the regions below it, a service platform what it sent; nobody else learns that there is one.

export interface Viewer {
  readonly id: string
  readonly kind: string
  /** GB/T 2260, six digits. */
  readonly regionCode: string
}

/** The regions a procuratorate watches, as the beginning of their codes: `4505` for a prefecture, '' for the country. */
export function regionsWatched(viewer: Viewer | null): string | null {
  if (viewer?.kind !== 'procuratorate') return null
  if (viewer.regionCode === '100000' || viewer.regionCode === '000000') return ''
  return viewer.regionCode.replace(/(00)+$/, '')
}

/** Parameters $1 = the organ, or null for the operator, who sees all; $2 = the regions it watches, or null. */
export const seen = `($1::uuid is null or c.agency_id = $1 or c.sender_id = $1 or ($2::text is not null and c.region_code like $2 || '%'))`
