// Words of the pages in src/console/queue.
export const queueWords = {} as const
