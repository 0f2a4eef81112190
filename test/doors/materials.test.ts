// The materials door before a directory; see materials-suite.ts for what it asks.
import { materialsSuite } from './materials-suite.ts'

await materialsSuite('directory')
