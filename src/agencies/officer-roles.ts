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
] as const

export type OfficerRole = (typeof officerRoles)[number]
