// Words of the pages in src/console/submit.
export const submitWords = {} as const
