// Words of the pages in src/console/steps.
export const stepWords = {} as const
