// What stands in the tree: a byte for the kind and 32 bytes that commit to what was done or read and show nothing of it.

export const actKind = 1
export const batchKind = 2
export const matterKind = 3

/** The entry of an act: its link, which commits to the act and to all acts of the case before it. */
export const leafEntryOf = (link: Buffer): Buffer => Buffer.concat([Buffer.from([actKind]), link])
/** The entry of a sealed batch of the log of reads. */
export const batchEntryOf = (commitment: Buffer): Buffer => Buffer.concat([Buffer.from([batchKind]), commitment])
/** The entry of an act outside of cases: its link. */
export const matterEntryOf = (link: Buffer): Buffer => Buffer.concat([Buffer.from([matterKind]), link])
