// The two kinds of names that stores know, an upload's id and a file's SHA-256. Nothing else becomes part of a path or key.

const idShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const digestShape = /^[0-9a-f]{64}$/

export const isUploadId = (name: string) => idShape.test(name)

export function checkedId(id: string): string {
  if (!isUploadId(id)) throw new TypeError('not an upload id')
  return id
}

export function checkedDigest(sha256: string): string {
  if (!digestShape.test(sha256)) throw new TypeError('not a SHA-256 digest')
  return sha256
}
