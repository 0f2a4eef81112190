// Forms made from the contract: what a step takes is what its form asks, and a refusal finds its field.
export { bodyOf } from './field-body.ts'
export { valuesOfBody } from './field-fill.ts'
export { formFields, listOf } from './field-html.ts'
export { nameOfPointer } from './field-pointer.ts'
export { type Field, fieldsOf } from './field-tree.ts'
export { compacted, type Json, officerValue, type Values, valuesOfForm } from './field-values.ts'
export {
  type Errors,
  labelOf,
  nothingOffered,
  type Offer,
  type OfficerOffered,
  type OrganOffered,
  type UploadOffered,
} from './offer.ts'
