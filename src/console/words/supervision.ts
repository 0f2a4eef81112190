// Words of the pages in src/console/supervision.
export const supervisionWords = {} as const
