// Forms made from the contract: what a step takes is what its form asks, and a refusal finds its field.
export { bodyOf, compacted, type Json, nameOfPointer, officerValue, type Values, valuesOfBody, valuesOfForm } from './field-body.ts'
export { type Errors, formFields, labelOf, nothingOffered, type Offer, type OfficerOffered, type OrganOffered, type UploadOffered } from './field-html.ts'
export { type Field, fieldsOf } from './field-tree.ts'
