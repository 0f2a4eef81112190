// The roles an officer can hold. Which role decides which step is a matter of the procedure, not of this list.

export const officerRoles = [
  'enforcement_officer',
  /** 正职负责人 or 主持工作的负责人 only: R310 5 lets nobody else approve a transfer. */
  'agency_head',
  'agency_legal',
  'police_case_acceptor',
  'police_unit_head',
  'police_chief',
  'police_chief_superior',
  'procurator_criminal',
  'procurator_administrative',
  'chief_procurator',
  'court',
  'supervisory_commission',
  'gov_supervisor',
  'justice_bureau',
  'anti_smuggling_bureau',
  /** May read the whole of the organ's log of reads. */
  'auditor',
  /** Keeps sources, sinks and webhooks running, of all organs. */
  'operator',
  // 三员: three administrators; nobody is two of them.
  'system_administrator',
  'security_administrator',
  'audit_administrator',
] as const

export type OfficerRole = (typeof officerRoles)[number]

/** 三员分立: of these an officer holds one at most. */
export const administratorRoles = ['system_administrator', 'security_administrator', 'audit_administrator'] as const

/** What an administrator may be beside it: nothing that decides a case, nothing that another of the three watches. */
const companions: Readonly<Record<(typeof administratorRoles)[number], readonly string[]>> = {
  system_administrator: ['operator'],
  security_administrator: [],
  audit_administrator: ['auditor'],
}

/** Why one person may not hold all of these at once (三员分立); undefined where one may. */
export function rolesFault(roles: readonly string[]): string | undefined {
  const administrator = administratorRoles.filter((role) => roles.includes(role))
  const [first, second] = administrator
  if (first === undefined) return undefined
  if (second !== undefined) return `${first} and ${second} are different persons (三员分立).`
  const other = roles.find((role) => role !== first && !companions[first].includes(role))
  return other === undefined
    ? undefined
    : `${first} is not ${other} at once: administrators handle no cases, and are watched.`
}
