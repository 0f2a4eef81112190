// `xianjie openapi` and `xianjie procedure`: what is published, printed; the repository's copies are made with these.
import type { Command } from 'commander'
import { openapiDocument } from '../api/index.ts'
import { describeProcedure, procedureMarkdown, ruleSets } from '../procedure/index.ts'

export function register(program: Command): void {
  program
    .command('openapi')
    .description('print the OpenAPI 3.1 document')
    .option('--issuer <url>', 'server URL in it', 'https://xianjie.example')
    .action(({ issuer }: { issuer: string }) => console.log(JSON.stringify(openapiDocument(issuer), null, 2)))
  program
    .command('procedure')
    .description('print the procedure that the machine obeys')
    .option('--markdown', 'as a document with drawings instead of JSON')
    .option('--zh', 'the document in Chinese')
    .action(({ markdown, zh }: { markdown?: boolean; zh?: boolean }) => {
      for (const set of ruleSets.slice(-1))
        process.stdout.write(
          markdown ? procedureMarkdown(set, zh ? 'zh' : 'en') : `${JSON.stringify(describeProcedure(set), null, 2)}\n`,
        )
    })
}
