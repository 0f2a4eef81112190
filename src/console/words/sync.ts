// Words of the pages in src/console/sync.
export const syncWords = {} as const
