// Words of the pages in src/console/administration.
export const administrationWords = {} as const
