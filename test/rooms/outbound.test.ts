// Calls that go out: the guard over what a partner may make the gateway reach, one deadline, limited answers. The server
// is a real one; only how a name becomes addresses is passed in.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { type Outbound, OutboundFault, outbound, type Resolved } from '../../src/kernel/index.ts'

const closing: (() => void)[] = []
afterAll(() => {
  for (const close of closing) close()
})

async function server(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const made: Server = createServer(answer)
  await new Promise<void>((done) => made.listen(0, '127.0.0.1', done))
  closing.push(() => {
    made.closeAllConnections()
    made.close()
  })
  return { port: (made.address() as AddressInfo).port, made }
}

function caller(options: Parameters<typeof outbound>[0] = {}): Outbound {
  const made = outbound(options)
  closing.push(() => made.close())
  return made
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error: unknown) => (error instanceof OutboundFault ? error.code : String(error)),
  )

const echo = await server((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    if (request.url === '/moved') response.writeHead(302, { location: '/' }).end()
    else response.writeHead(200, { 'x-method': String(request.method) }).end(Buffer.concat(chunks))
  })
})
const here = `http://127.0.0.1:${echo.port}`

describe('the guard', () => {
  const forbidden: [string, string][] = [
    ['loopback', '127.0.0.1'],
    ['loopback of IPv6', '[::1]'],
    ['loopback in another writing', '2130706433'],
    ['loopback in octal', '0177.0.0.1'],
    ['loopback mapped into IPv6', '[::ffff:127.0.0.1]'],
    ['IPv4 in the compatible form of old', '[::7f00:1]'],
    ['this network', '0.0.0.0'],
    ['private 10/8', '10.1.2.3'],
    ['private 172.16/12', '172.31.255.255'],
    ['private 192.168/16', '192.168.1.1'],
    ['shared 100.64/10, where one cloud has its metadata', '100.100.100.200'],
    ['link-local with the metadata of clouds', '169.254.169.254'],
    ['metadata at an address that looks public', '168.63.129.16'],
    ['unique local', '[fd00:ec2::254]'],
    ['link-local of IPv6', '[fe80::1]'],
    ['NAT64', '[64:ff9b::a00:1]'],
    ['local NAT64', '[64:ff9b:1::a00:1]'],
    ['6to4', '[2002:a00:1::]'],
    ['Teredo', '[2001:0:a00:1::]'],
    ['a public address mapped into IPv6', '[::ffff:8.8.8.8]'],
    ['multicast', '224.0.0.1'],
    ['multicast of IPv6', '[ff02::1]'],
    ['broadcast', '255.255.255.255'],
    ['documentation', '192.0.2.1'],
    ['benchmarking', '198.18.0.1'],
    ['reserved', '240.0.0.1'],
  ]
  const guarded = caller()
  for (const [name, host] of forbidden)
    test(`${name} (${host}) is refused, as a literal and behind a name`, async () => {
      expect(await codeOf(guarded.request(`https://${host}/`, { guard: true }))).toBe('address_refused')
      const address = new URL(`https://${host}/`).hostname.replace(/^\[|\]$/g, '')
      const named = caller({ lookup: async () => [{ address, family: address.includes(':') ? 6 : 4 }] })
      expect(await codeOf(named.request('https://partner.example/', { guard: true }))).toBe('address_refused')
    })

  test('a listed network is reached, in plain http too, in either writing of its addresses', async () => {
    const listed = caller({ allow: ['127.0.0.0/8'] })
    expect((await listed.request(here, { guard: true })).status).toBe(200)
    const other = caller({ allow: ['127.0.0.1'] })
    expect((await other.request(here, { guard: true })).status).toBe(200)
  })

  test('a public address is not reached without encryption', async () => {
    const named = caller({ lookup: async () => [{ address: '93.184.215.14', family: 4 }] })
    expect(await codeOf(named.request('http://partner.example/', { guard: true }))).toBe('address_refused')
    expect(await codeOf(named.request('http://93.184.215.14/', { guard: true }))).toBe('address_refused')
  })

  test('a name that changes its address between two looks is connected to where it was looked at', async () => {
    // The second answer is never asked for: looking and connecting are one.
    const answers: Resolved[][] = [[{ address: '127.0.0.1', family: 4 }], [{ address: '10.0.0.1', family: 4 }]]
    let asked = 0
    const rebinding = caller({ allow: ['127.0.0.1'], lookup: async () => answers[asked++] ?? [] })
    expect((await rebinding.request(`http://partner.example:${echo.port}/`, { guard: true })).status).toBe(200)
    expect(asked).toBe(1)
  })

  test('of a name with a good and a forbidden address only the good one is tried', async () => {
    const both = caller({
      allow: ['127.0.0.1'],
      lookup: async () => [
        { address: '10.0.0.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    })
    expect((await both.request(`http://partner.example:${echo.port}/`, { guard: true })).status).toBe(200)
  })

  test('what the operator configured is not guarded, and its connections are not lent to guarded requests', async () => {
    const open = caller()
    expect((await open.request(here, { guard: false })).status).toBe(200)
    expect(await codeOf(open.request(here, { guard: true }))).toBe('address_refused')
  })

  test('a redirect is an answer and is not followed', async () => {
    expect((await caller().request(`${here}/moved`, { guard: false })).status).toBe(302)
  })

  test('other schemes and credentials in the URL are refused', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://partner.example/', 'nothing', 'https://a:b@partner.example/'])
      expect(await codeOf(caller().request(url, { guard: true })), url).toBe('url_invalid')
  })

  test('a list that holds what is no network says which', () => {
    expect(() => outbound({ allow: ['10.0.0.0/8', 'intranet'] })).toThrow('intranet is neither')
  })
})

describe('deadline and size', () => {
  test('body, method and headers arrive', async () => {
    const answer = await caller().request(here, { method: 'PUT', body: '案', guard: false })
    expect([answer.body.toString(), answer.headers['x-method']]).toEqual(['案', 'PUT'])
  })

  test('the deadline covers a server that takes and never answers, one that drips, and a name that hangs', async () => {
    const silent = createTcpServer(() => {})
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
    closing.push(() => silent.close())
    const dripping = await server((_, response) => {
      const timer = setInterval(() => response.write('.'), 10)
      response.on('close', () => clearInterval(timer))
    })
    const hanging = caller({ lookup: () => new Promise(() => {}) })
    const limits = { guard: false, timeoutMs: 150 }
    const { port } = silent.address() as AddressInfo
    expect(
      await Promise.all([
        codeOf(caller().request(`http://127.0.0.1:${port}/`, limits)),
        codeOf(caller().request(`http://127.0.0.1:${dripping.port}/`, limits)),
        codeOf(hanging.request('http://partner.example/', limits)),
      ]),
    ).toEqual(['timed_out', 'timed_out', 'timed_out'])
  })

  test('a larger answer is a fault, or is cut where that was asked for', async () => {
    const large = await server((_, response) => response.end('x'.repeat(100_000)))
    const url = `http://127.0.0.1:${large.port}/`
    expect(await codeOf(caller().request(url, { guard: false, maxBytes: 1_000 }))).toBe('answer_too_large')
    const cut = await caller().request(url, { guard: false, maxBytes: 1_000, larger: 'cut' })
    expect([cut.status, cut.body.length]).toEqual([200, 1_000])
  })

  test('an answer that breaks off is no answer', async () => {
    const broken = await server((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setTimeout(() => response.destroy(), 20)
    })
    expect(await codeOf(caller().request(`http://127.0.0.1:${broken.port}/`, { guard: false }))).toBe(
      'connection_failed',
    )
  })

  test('a request is called off, before and while it runs', async () => {
    const never = await server(() => {})
    const stop = new AbortController()
    const running = codeOf(caller().request(`http://127.0.0.1:${never.port}/`, { guard: false, signal: stop.signal }))
    setTimeout(() => stop.abort(), 20)
    expect(await running).toBe('aborted')
    expect(await codeOf(caller().request(here, { guard: false, signal: stop.signal }))).toBe('aborted')
  })

  test('a kept connection that the server has closed does not fail the next request', async () => {
    const brief = await server((_, response) => response.end('.'))
    brief.made.keepAliveTimeout = 1
    const open = caller()
    for (let i = 0; i < 20; i++) {
      expect((await open.request(`http://127.0.0.1:${brief.port}/`, { guard: false, body: 'x' })).status).toBe(200)
      await new Promise((done) => setTimeout(done, i))
    }
  })

  test('and is named where the same bytes must not be sent twice', async () => {
    const seen: string[] = []
    const cutting = await server((request, response) => {
      seen.push(String(request.headers['x-nonce']))
      // The first answers; every later one on the same connection is cut after it was processed.
      if (seen.length === 1) response.end('.')
      else request.socket.destroy()
    })
    const open = caller()
    const url = `http://127.0.0.1:${cutting.port}/`
    await open.request(url, { guard: false, headers: { 'x-nonce': '1' } })
    const again = open.request(url, { guard: false, headers: { 'x-nonce': '2' }, repeat: false })
    expect(await codeOf(again)).toBe('connection_failed')
    expect(seen).toEqual(['1', '2'])
  })

  test('many requests for one name ask for it once', async () => {
    let asked = 0
    const counting = caller({
      lookup: async () => {
        asked += 1
        await new Promise((done) => setTimeout(done, 50))
        return [{ address: '127.0.0.1', family: 4 }]
      },
    })
    const url = `http://partner.example:${echo.port}/`
    await Promise.all(Array.from({ length: 10 }, () => counting.request(url, { guard: false })))
    expect(asked).toBe(1)
  })

  test('a name that does not exist and a port where nobody listens are told apart', async () => {
    const gone = caller({ lookup: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })) })
    expect(await codeOf(gone.request('http://partner.example/', { guard: false }))).toBe('name_unresolved')
    expect(await codeOf(caller().request('http://127.0.0.1:1/', { guard: false }))).toBe('connection_failed')
  })
})
