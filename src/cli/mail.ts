// `xianjie mail …`: addresses to which organs want their warnings sent, and whether the way there is open.
import { type Command, InvalidArgumentError } from 'commander'
import { grades, mailAddress, noticeKinds, usualMailKinds } from '../../schemas/index.ts'
import { listAgencies, type RegisteredAgency, Unregistrable } from '../agencies/index.ts'
import { readConfig } from '../config.ts'
import { rfc3339 } from '../kernel/index.ts'
import {
  addMailAddress,
  changeMailAddress,
  KnownAddress,
  type MailAddress,
  mailAddresses,
  openMail,
  receiverStatus,
} from '../outbox/index.ts'
import { type CliContext, columns, type OpenContext, withContext } from './context.ts'

const by = (why?: string) => ({ who: 'operator', why })
const testTimeoutMs = 60_000

export function register(program: Command, open: OpenContext): void {
  const mail = program.command('mail').description('mail addresses of organs for warnings (预警邮件)')
  mail
    .command('add <address>')
    .description('send the warnings of an agency to an address')
    .requiredOption('--agency <code>', 'unified social credit code of the agency')
    .option('--kinds <list>', `what it wants, of ${noticeKinds.join(', ')}`, listed, [...usualMailKinds])
    .option('--least <grade>', `nothing below this grade: ${grades.join(', ')}`, gradeOf, 'notice')
    .option('--hour <hour>', 'local hour of its digest (left out: XIANJIE_MAIL_HOUR)', hourOf)
    .option('--why <text>', 'the reason, which is kept')
    .action((address: string, options: AddOptions, command: Command) =>
      withContext<AddOptions>(open, async (context, { agency, kinds, least, hour, why }) => {
        if (!mailAddress.safeParse(address).success)
          throw new Unregistrable('<address>', 'must be a plain address, name@domain in ASCII')
        const organ = await organOf(context, agency)
        const config = { address, kinds, least, hour: hour ?? null }
        const made = await addMailAddress(context.pool, organ.id, config, by(why), Date.now()).catch(
          (error: unknown) => {
            if (error instanceof KnownAddress)
              throw new Unregistrable('<address>', 'The agency has this address already.')
            throw error
          },
        )
        const { id } = made.receiver
        const sends = readConfig(process.env).mail !== undefined
        context.out({ id, agency: organ.code, ...config, sends }, () =>
          [
            `Entered ${address} for ${organ.name} ${id}`,
            ...(sends ? [] : ['XIANJIE_SMTP_URL is not set here: nothing is sent until the gateway has it.']),
          ].join('\n'),
        )
      })(options, command),
    )
  mail
    .command('list')
    .description('list the addresses and how each stands')
    .action(
      withContext<object>(open, async (context) => {
        const all = await mailAddresses(context.pool, {})
        const status = new Map((await receiverStatus(context.pool)).map((one) => [one.receiverId, one]))
        const organs = await organsOf(context)
        const shown = all.map(({ receiver, config }) => {
          const { waiting = 0, dead = 0, breaker = 'closed', lastError = null } = status.get(receiver.id) ?? {}
          const agency = organs.get(receiver.agencyId ?? '')?.code ?? null
          return { id: receiver.id, agency, ...config, state: receiver.state, waiting, dead, breaker, lastError }
        })
        context.out(shown, () =>
          columns(
            shown.map((s) => [
              ...[s.address, s.agency ?? '', s.state, s.least, s.kinds.join(',')],
              ...[`waiting ${s.waiting}`, `dead ${s.dead}`, s.breaker, s.lastError ?? ''],
            ]),
          ),
        )
      }),
    )
  for (const [name, state] of Object.entries({ enable: 'enabled', disable: 'disabled', remove: 'removed' } as const))
    mail
      .command(`${name} <address>`)
      .description(
        {
          enable: 'send to it again',
          disable: 'send it nothing for now',
          remove: 'remove it; what is owed to it is let go',
        }[name as 'enable'],
      )
      .requiredOption('--agency <code>', 'unified social credit code of the agency')
      .option('--why <text>', 'the reason, which is kept')
      .action((address: string, options: { agency: string; why?: string }, command: Command) =>
        withContext<{ agency: string; why?: string }>(open, async (context, { agency, why }) => {
          const known = await addressNamed(context, agency, address)
          await changeMailAddress(context.pool, known, { state }, by(why))
          context.out({ id: known.receiver.id, address, state }, () => `${address} is ${state}`)
        })(options, command),
      )
  mail
    .command('test <address>')
    .description('send a test mail at once, past the queue, and say what the mail server answered')
    .action(async (address: string, _options: object, command: Command) => {
      const { mail: settings, issuer } = readConfig(process.env)
      if (settings === undefined) command.error('error: XIANJIE_SMTP_URL is not set', { exitCode: 2 })
      if (!mailAddress.safeParse(address).success)
        command.error("error: argument 'address': must be a plain address, name@domain in ASCII", { exitCode: 2 })
      const sent = await openMail(settings, issuer).test(
        address,
        rfc3339(Date.now()),
        AbortSignal.timeout(testTimeoutMs),
      )
      const json = program.opts<{ json?: boolean }>().json === true
      const said = `${sent.status ?? ''} ${sent.detail ?? ''}`.trim()
      console.log(json ? JSON.stringify({ address, ...sent }) : `${address}: ${sent.outcome} ${said}`.trim())
      if (sent.outcome !== 'delivered') process.exitCode = 1
    })
}

interface AddOptions {
  readonly agency: string
  readonly kinds: (typeof noticeKinds)[number][]
  readonly least: (typeof grades)[number]
  readonly hour?: number
  readonly why?: string
}

const listed = (text: string): (typeof noticeKinds)[number][] =>
  text.split(',').map((word) => {
    const known = noticeKinds.find((kind) => kind === word.trim())
    if (known === undefined) throw new InvalidArgumentError(`one of ${noticeKinds.join(', ')} is needed.`)
    return known
  })

const gradeOf = (text: string): (typeof grades)[number] => {
  const known = grades.find((grade) => grade === text)
  if (known === undefined) throw new InvalidArgumentError(`one of ${grades.join(', ')} is needed.`)
  return known
}

const hourOf = (text: string): number => {
  if (!/^([01]?\d|2[0-3])$/.test(text)) throw new InvalidArgumentError('an hour, 0 to 23, is needed.')
  return Number(text)
}

async function organsOf({ pool }: CliContext): Promise<ReadonlyMap<string, RegisteredAgency>> {
  return new Map((await listAgencies(pool)).map((agency) => [agency.id, agency]))
}

async function organOf(context: CliContext, code: string): Promise<RegisteredAgency> {
  const found = [...(await organsOf(context)).values()].find((agency) => agency.code === code || agency.id === code)
  if (found === undefined) throw new Unregistrable('agency', `There is no agency ${code}.`)
  return found
}

async function addressNamed(context: CliContext, agency: string, address: string): Promise<MailAddress> {
  const { id } = await organOf(context, agency)
  const all = await mailAddresses(context.pool, { agencyId: id })
  const found = all.find(({ config }) => config.address.toLowerCase() === address.toLowerCase())
  if (found === undefined) throw new Unregistrable('<address>', `The agency has no mail address ${address}.`)
  return found
}
