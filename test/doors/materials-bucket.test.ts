// The materials door before a bucket of a real S3-compatible server; see materials-suite.ts for what it asks.
import { materialsSuite } from './materials-suite.ts'

await materialsSuite('bucket')
