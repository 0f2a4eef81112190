// The door of the agencies' room: credentials become principals here, and the registry of organs, clients, officers and
// keys is kept here.
export {
  type Administration,
  type AdministrationAsked,
  type AdministrationTaken,
  type Administrator,
  administer,
  administratorOf,
  decideRequest,
  mayDecide,
  seesRequest,
  sightOfAdministrator,
  stateOf as requestState,
} from './administration.ts'
export { type AdministratorRole, administrationRules } from './administration-acts.ts'
export { type PagedOfficer, pageOfAgencies, pageOfClients, pageOfOfficers } from './administration-lists.ts'
export {
  type EntryRow,
  listAdministration,
  listRequests,
  type RequestRow,
  requestNumbered,
} from './administration-log.ts'
export {
  type AgencyChange,
  addAgency,
  changeAgency,
  disableAgency,
  insertAgency,
  listAgencies,
  type RegisteredAgency,
  showAgency,
} from './agency-entries.ts'
export { type AgencyEntry, agencyKinds, agencyLevels, specialties } from './agency-form.ts'
export { OAuthRefusal } from './assertion.ts'
export { type Authentication, authenticate } from './authenticate.ts'
export { type CertifiedOfficer, certifiedOfficers } from './certified.ts'
export {
  addClient,
  type ClientEntry,
  disableClient,
  insertClient,
  listClients,
  type RegisteredClient,
} from './client-entries.ts'
export { addClientKeys, type KeyPeriod, revokeClientKey } from './client-key-entries.ts'
export { type KeptClient, keptClients } from './client-keys-kept.ts'
export type { SignedBy } from './client-signature.ts'
export { verifyDetached } from './detached.ts'
export { type Directory, directoryOf, type ReceivingRule, receiverFor, supervisorFor } from './directory.ts'
export { type ExtractedAgency, extractOf, type RegistryExtract, takeExtract } from './extract.ts'
export {
  bindIdentity,
  type Identity,
  type IdentityFound,
  identitiesOf,
  identityOf,
  unbindIdentity,
} from './identity-entries.ts'
export { organsIn } from './in-cases.ts'
export { assertionType, type IssuedToken, issueToken, type TokenOffice } from './issue-token.ts'
export { createKeyFile, handedInKey, KeyFault, newSigningKey, readKeys, writePrivateJwk } from './key-files.ts'
export { type GatewayKeyEntry, listKeys, type Rotation, registerKey, rotateKeys } from './key-rotation.ts'
export { Keyring, type KeyringOptions, type PublishedKey, type SignatureHeader } from './keyring.ts'
export { lastCases } from './last-cases.ts'
export { type LoadedHolidayNotice, listNotices, loadNotice } from './notice-entries.ts'
export type { HolidayNotice } from './notice-form.ts'
export {
  addCertificate,
  addOfficer,
  type CertificateEntry,
  certificatesOf,
  changeOfficerRoles,
  disableOfficer,
  listOfficers,
  type OfficerEntry,
  type RegisteredOfficer,
  revokeCertificate,
} from './officer-entries.ts'
export { administratorRoles, type OfficerRole, officerRoles, rolesFault } from './officer-roles.ts'
export { listOptIns, optIn, optOut, type RegisteredOptIn, stageMeant } from './opt-in-entries.ts'
export { type OptIn, optedIn, optInsOf } from './opt-ins.ts'
export * from './parts.ts'
export * from './principal.ts'
export { type KeyAlgorithm, type PublicKeyEntry, publicKeyEntries, publicKeyEntry } from './public-key.ts'
export { listReceivingRules, type ReceivingRuleEntry, setReceiver, setSupervisor } from './receiving-entries.ts'
export { changing, Unregistrable } from './registration.ts'
export { answerTrustMs, Registry, type RegistryOptions, RegistryUnavailable } from './registry.ts'
export { consoleClient, type SignedIn, signedInOfficer } from './signed-in.ts'
export type { Client, ClientKey, GatewayKey, Snapshot } from './snapshot.ts'
