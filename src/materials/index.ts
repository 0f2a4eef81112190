// The door of the materials room: files in, files out, nothing of how they are kept.
export { type Folder, foldersOfCase, type KindCount, kindsOfCase, type SeenOfCase } from './catalogue.ts'
export { type HeldByCase, heldByCase, type MaterialNote, notesOf, stretchesOf } from './catalogue-notes.ts'
export { directoryStore } from './directory-store.ts'
export { disposition, plainFilename } from './filename.ts'
export {
  type Announced,
  announceMaterial,
  describeMaterials,
  type ForeignMaterial,
  holdMaterials,
  releaseMaterials,
  takePiece,
} from './from-elsewhere.ts'
export { type DigestTakenAtImport, type ImportedFile, takeImported } from './imported.ts'
export {
  type AgencyLimits,
  defaultLimits,
  type LimitsByAgency,
  limitsFor,
  type MaterialLimits,
} from './limits.ts'
export { type UploadLock, UploadLocked } from './locks.ts'
export { s3Store } from './open-bucket.ts'
export { bindPart, materialColumns, materialGate, noteColumns, notePart } from './parts.ts'
export { begin, declareLength, type Intake, newMaterialId, type Progress, progress, receive } from './receive.ts'
export { type Registration, register } from './register.ts'
export { removeExpired, takeAway } from './removal.ts'
export { closeMaterials, type LargerThanScanner, type MaterialsRoom, openMaterials } from './room.ts'
export type { Material, MaterialState } from './rows.ts'
export type { S3Place } from './s3-bucket.ts'
export { type ClamdAddress, clamdScanner, type Scanner } from './scanner.ts'
export { type CasePage, type CaseSight, listOfCase, oneOfCase, open, ownUpload, show } from './sight.ts'
export { type ByteRange, type ByteStore, StoreFault, type StoreFaultCode } from './store.ts'
export { TurnedAway, type TurnedAwayCode, turnedAway } from './turned-away.ts'
export { unusedOf } from './unused.ts'
export { finishWaiting } from './waiting.ts'
