// Limits that more than one room obeys. A number carries its why; what a deployment may change stands in config.ts.

/** A submission with 10,000 items stays below 4 MiB; anything larger is a file and belongs into materials. */
export const bodyBytesMax = 4 * 1024 * 1024
/** A body that is too large is read to its end up to this, so that the connection may go on; beyond it is closed. */
export const drainedBytesMax = 64 * 1024 * 1024
/** The deepest contract nests 6 levels. Megabytes of brackets would keep the parser, and with it everybody, for seconds. */
export const jsonDepthMax = 32
/** Assertions may differ from our clock by this much (RFC 7523 3 leaves it to the server). */
export const clockSkewSeconds = 60
/** RFC 7523: at most five minutes, by contract. */
export const assertionLifetimeSeconds = 300
export const accessTokenLifetimeSeconds = 600
/** What a replica remembers of the registry is asked for anew after this; disabling must show within one second. */
export const registryTrustMs = 400
/** Contract: a repeated request is recognised for at least 7 days. */
export const idempotencyDays = 7
/** A lost race is read and decided again this often, where the caller named no version. */
export const actAttempts = 5
