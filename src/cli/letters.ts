// `xianjie letters …`: how an agency numbers its letters, whether they have the red head, and its own forms of them.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type Command, Option } from 'commander'
import type { Pool } from '../../db/index.ts'
import { showAgency, Unregistrable } from '../agencies/index.ts'
import {
  allLetters,
  everyLetter,
  fieldsOf,
  redHeadOf,
  removeScheme,
  removeTemplate,
  type Scheme,
  schemeFault,
  schemesOf,
  setRedHead,
  setScheme,
  setTemplate,
  TemplateFault,
  templateBytesMax,
  templatesOf,
  titleOf,
} from '../letters/index.ts'
import { columns, type OpenContext, withContext } from './context.ts'
import { whole } from './options.ts'

const agencyOption = '--agency <uscc>'
const agencyMeans = 'code of the agency'
const letterMeans = 'id of the letter; see `xianjie letters list`'

export function register(program: Command, open: OpenContext): void {
  const letters = program.command('letters').description('numbers and forms of statutory documents (文书)')
  registerScheme(letters, open)
  registerTemplate(letters, open)
  letters
    .command('style')
    .description('show or set whether the letters of an agency have the red head of GB/T 9704')
    .requiredOption(agencyOption, agencyMeans)
    .option('--red-head', 'with the red head and its rule')
    .option('--no-red-head', 'without')
    .action(
      withContext<{ agency: string; redHead?: boolean }>(open, async ({ pool, out }, { agency, redHead }) => {
        const { id } = await showAgency(pool, agency)
        if (redHead !== undefined) await setRedHead(pool, id, redHead)
        const now = await redHeadOf(pool, id)
        out({ redHead: now }, () => `Letters ${now ? 'with' : 'without'} the red head`)
      }),
    )
  letters
    .command('list')
    .description('list the letters, or the fields of one of them: the placeholders of a template')
    .option('--letter <id>', letterMeans)
    .action(({ letter }: { letter?: string }) => {
      const json = program.opts<{ json?: boolean }>().json === true
      const shown =
        letter === undefined ? allLetters().map((id) => ({ id, ...titleOf(id) })) : fieldsOf(known(letters, letter))
      const rows = (shown ?? []).map((one) => Object.values(one).map(String))
      console.log(json ? JSON.stringify(shown) : columns(rows))
    })
}

function known(command: Command, letter: string): string {
  if (!allLetters().includes(letter))
    command.error(`error: option '--letter': There is no letter ${letter}.`, { exitCode: 2 })
  return letter
}

const letterIn = async (pool: Pool, agency: string, letter: string): Promise<string> => {
  if (letter !== everyLetter && !allLetters().includes(letter))
    throw new Unregistrable('letter', `There is no letter ${letter}; see \`xianjie letters list\`.`)
  return (await showAgency(pool, agency)).id
}

interface SetOptions extends Omit<Scheme, 'letter'> {
  agency: string
  letter: string
}

function registerScheme(letters: Command, open: OpenContext): void {
  const scheme = letters.command('scheme').description('how an agency numbers its letters (文号)')
  scheme
    .command('set')
    .description('set the scheme of a letter, or of all that have none of their own')
    .requiredOption(agencyOption, agencyMeans)
    .option('--letter <id>', letterMeans, everyLetter)
    .requiredOption('--pattern <text>', 'with {no}, {year} and {prefix}, for example {prefix}移字〔{year}〕{no}号')
    .option('--prefix <text>', 'what stands for {prefix}', '')
    .addOption(
      new Option('--reset <when>', 'when the number starts again').choices(['yearly', 'never']).default('yearly'),
    )
    .option('--padding <width>', 'width of the number, filled with zeros', whole(0, 9_999_999_999), 0)
    .option('--start <no>', 'first number', whole(0, 9_999_999_999), 1)
    .action(
      withContext<SetOptions>(open, async ({ pool, out }, { agency, ...given }) => {
        const id = await letterIn(pool, agency, given.letter)
        const fault = schemeFault(given)
        if (fault !== null) throw new Unregistrable(fault.field, fault.fault)
        await setScheme(pool, id, given)
        out(given, () => `Numbers of ${given.letter}: ${given.pattern}`)
      }),
    )
  scheme
    .command('list')
    .description('list the schemes of an agency')
    .requiredOption(agencyOption, agencyMeans)
    .action(
      withContext<{ agency: string }>(open, async ({ pool, out }, { agency }) => {
        const all = await schemesOf(pool, (await showAgency(pool, agency)).id)
        out(all, () => columns(all.map((s) => [s.letter, s.pattern, s.prefix, s.reset, `from ${s.start}`])))
      }),
    )
  scheme
    .command('remove')
    .description('remove a scheme; numbers given stay given')
    .requiredOption(agencyOption, agencyMeans)
    .option('--letter <id>', letterMeans, everyLetter)
    .action(
      withContext<{ agency: string; letter: string }>(open, async ({ pool, out }, { agency, letter }) => {
        const removed = await removeScheme(pool, await letterIn(pool, agency, letter), letter)
        if (!removed) throw new Unregistrable('letter', `The agency has no scheme for ${letter}.`)
        out({ removed: letter }, () => `Removed the scheme of ${letter}`)
      }),
    )
}

function registerTemplate(letters: Command, open: OpenContext): void {
  const template = letters.command('template').description('an agency’s own DOCX forms, with placeholders')
  const set = template
    .command('set')
    .description('load a form; its placeholders are held against the fields of the letter')
    .argument('<file>', 'DOCX with {field} and, around the rows of a table, {#table} … {/table}')
    .requiredOption(agencyOption, agencyMeans)
    .requiredOption('--letter <id>', letterMeans)
  set.action((file: string, options: { agency: string; letter: string }) =>
    withContext<typeof options>(open, async ({ pool, out }, { agency, letter }) => {
      const id = await letterIn(pool, agency, letter)
      try {
        const sha256 = await setTemplate(pool, id, letter, basename(file), bytesOf(file))
        out({ letter, sha256 }, () => `Loaded the form of ${letter}, SHA-256 ${sha256}`)
      } catch (error) {
        throw error instanceof TemplateFault ? new Unregistrable('<file>', error.message) : error
      }
    })(options, set),
  )
  template
    .command('list')
    .description('list the forms of an agency')
    .requiredOption(agencyOption, agencyMeans)
    .action(
      withContext<{ agency: string }>(open, async ({ pool, out }, { agency }) => {
        const all = await templatesOf(pool, (await showAgency(pool, agency)).id)
        out(all, () => columns(all.map((t) => [t.letter, t.filename, t.sha256, t.setAt.toISOString()])))
      }),
    )
  template
    .command('remove')
    .description('remove a form; letters have ours again')
    .requiredOption(agencyOption, agencyMeans)
    .requiredOption('--letter <id>', letterMeans)
    .action(
      withContext<{ agency: string; letter: string }>(open, async ({ pool, out }, { agency, letter }) => {
        const removed = await removeTemplate(pool, await letterIn(pool, agency, letter), letter)
        if (!removed) throw new Unregistrable('letter', `The agency has no form for ${letter}.`)
        out({ removed: letter }, () => `Removed the form of ${letter}`)
      }),
    )
}

function bytesOf(file: string): Buffer {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch {
    throw new Unregistrable('<file>', `The file ${file} cannot be read.`)
  }
  if (bytes.length > templateBytesMax)
    throw new Unregistrable('<file>', `A form has at most ${templateBytesMax} bytes.`)
  return bytes
}
