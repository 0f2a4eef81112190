// Words of the pages in src/console/case.
export const caseWords = {} as const
