// Officers of one agency who may act today: in service, with a certificate that is valid on the local day.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { dayText, localDay } from '../kernel/index.ts'
import type { OfficerRole } from './officer-roles.ts'

export interface CertifiedOfficer {
  readonly name: string
  readonly certificateNo: string
  readonly roles: readonly OfficerRole[]
}

const certified: Statement = {
  name: 'agencies_certified',
  text: `select o.name, c.number as "certificateNo", o.roles from officer o join lateral (
      select number from certificate c where c.officer_id = o.id and c.revoked_at is null and $2::date between c.valid_from and c.valid_to
      order by c.valid_to desc, c.number limit 1) c on true
    where o.agency_id = $1::uuid and o.disabled_at is null order by o.id limit 500`,
}

export function certifiedOfficers(pool: Pool, agencyId: string, nowMs: number): Promise<CertifiedOfficer[]> {
  return run<CertifiedOfficer>(pool, certified, [agencyId, dayText(localDay(nowMs))])
}
