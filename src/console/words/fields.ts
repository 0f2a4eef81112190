// Names of the fields of the contracts, by their last word: the same on a form, in a difference and in an error.
export const fieldWords = {
  documentNo: ['文号', 'Document number'],
} as const
