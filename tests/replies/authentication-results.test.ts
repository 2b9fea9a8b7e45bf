import { parseAuthenticationResults } from '../../shared/replies/authentication-results'
import { readMail } from '../../shared/replies/read-mail'

it.each([
  {
    name: 'Exchange Online, which gives no server name',
    header:
      'spf=pass (sender IP is 40.92.0.1) smtp.mailfrom=microsoft.com; dkim=pass (signature was verified) header.d=microsoft.com;dmarc=pass action=none header.from=microsoft.com;compauth=pass reason=100',
    results: {
      dkim: [{ result: 'pass', domain: 'microsoft.com' }],
      spf: { result: 'pass', domain: 'microsoft.com' },
      dmarc: { result: 'pass', domain: 'microsoft.com' },
    },
  },
  {
    name: 'RFC 8601 with a server name, a version, and two signatures',
    header:
      'mx.example.org 1; dkim=fail reason="bad; dkim=pass header.d=microsoft.com" header.d=lists.example; dkim=pass header.i=@Microsoft.com',
    results: {
      server: 'mx.example.org',
      dkim: [
        { result: 'fail', domain: 'lists.example' },
        { result: 'pass', domain: 'microsoft.com' },
      ],
    },
  },
  {
    name: 'a pass hidden in a comment, nested at that',
    header: 'mx.example.org; dkim=none (x (y) ; dkim=pass header.d=microsoft.com); dmarc=none (p=none)',
    results: { server: 'mx.example.org', dkim: [{ result: 'none' }], dmarc: { result: 'none' } },
  },
  {
    name: 'a comment that never ends',
    header: 'mx.example.org; dkim=fail (oops ; dkim=pass header.d=microsoft.com',
    results: { server: 'mx.example.org', dkim: [{ result: 'fail' }] },
  },
  { name: 'nothing', header: 'mx.example.org; none', results: { server: 'mx.example.org', dkim: [] } },
])('$name', ({ header, results }) => {
  expect(parseAuthenticationResults(header)).toEqual(results)
})

const pass = 'Authentication-Results: forged.example; dkim=pass header.d=microsoft.com'
const fail = 'Authentication-Results: mx.example.org; dkim=fail header.d=microsoft.com'
const received = 'Received: from a by b; Mon, 23 Nov 2026 10:00:00 +0000'

it.each([
  { name: 'the topmost counts', headers: [fail, received, pass], server: 'mx.example.org' },
  { name: 'one below every Received came with the mail', headers: [received, pass], server: undefined },
  {
    name: 'Exchange adds Received lines above its own',
    headers: [received, fail, received, pass],
    server: 'mx.example.org',
  },
  { name: 'none at all', headers: [received], server: undefined },
])('$name', async ({ headers, server }) => {
  const mail = await readMail(Buffer.from([...headers, 'From: a@microsoft.com', '', 'x'].join('\r\n')))
  expect(mail.authentication?.server).toBe(server)
})
