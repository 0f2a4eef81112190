// Where bytes are kept: the small interface that a directory and a bucket of an S3-compatible server fill. It knows
// uploads by id and finished files by SHA-256, never agencies, names or cases. What is not complete is not visible.

/** First and last byte, both included, as HTTP counts them (RFC 9110 14.1.2). */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

export interface ByteStore {
  /** Makes an empty upload. Throws StoreFault `full`, as every write may, or `denied` or `away`, as every call may. */
  begin(id: string): Promise<void>
  /** Bytes of an upload that are stored; undefined where there is no such upload. */
  received(id: string): Promise<number | undefined>
  /**
   * Writes what `source` yields from `offset` on, at most up to `end`, and answers how far the upload is now stored.
   * Durable when it returns, and also when `source` throws: what came before a cut is kept, and its error passes through.
   * `taken` sees every chunk while it is being written. Throws StoreFault `full`, `missing`, `offset` or `overlong`.
   */
  append(
    id: string,
    span: { readonly offset: number; readonly end: number },
    source: AsyncIterable<Uint8Array>,
    taken: (chunk: Uint8Array) => void,
  ): Promise<number>
  /** Reads an upload that is not complete, from `from` on; for hashing after a restart and for the media type. */
  read(id: string, from: number, length?: number): AsyncIterable<Uint8Array>
  /** Makes the upload visible under its digest, durably; equal bytes are kept once. The upload stays until discarded. */
  complete(id: string, sha256: string): Promise<void>
  /** Forgets an upload; no error where there is none. What was completed from it stays. */
  discard(id: string): Promise<void>
  /** Ids of all uploads not discarded. */
  incoming(): AsyncIterable<string>
  /** Bytes of a finished file; undefined where there is none. */
  open(sha256: string, range?: ByteRange): Promise<ReadableStream<Uint8Array> | undefined>
  /** Forgets a finished file; no error where there is none. */
  remove(sha256: string): Promise<void>
  /** Rejects where the store cannot be written at the moment. */
  answers(): Promise<void>
}

/** `denied`: it refuses us, which an operator must mend; `away`: it does not answer, which may pass by itself. */
export type StoreFaultCode = 'full' | 'denied' | 'away' | 'missing' | 'offset' | 'overlong'

/** What a store cannot do, told apart so that the door can say it in the protocol's words. */
export class StoreFault extends Error {
  readonly code: StoreFaultCode
  constructor(code: StoreFaultCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
