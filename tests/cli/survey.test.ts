import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { startGraph } from '../../sandbox/world/graph'
import { graphError } from '../../sandbox/world/graph-fault'
import { alert, fileWith, now, survey } from './run-survey'

describe('a survey of Graph', () => {
  it('reads every alert once, though Graph throttles, gives no links and ends its pages early', async () => {
    const alerts = Array.from({ length: 1_000 }, (_, i) =>
      alert(i, i % 4 === 0 ? '20.0.0.1' : '198.51.100.7'),
    )
    const graph = await startGraph({
      ...{ alerts: () => alerts, now: () => now },
      weather: { maxPageSize: 200, links: 'none', counts: false, skipEnd: { at: 500, with: 'silence' } },
    })
    const throttled = { ...graphError(429, 'TooManyRequests', 'slower'), headers: { 'Retry-After': '7' } }
    graph.faults.push(undefined, throttled, undefined, throttled)
    const seen = await survey([], { graph })
    await graph.close()
    expect(seen).toMatchObject({ code: 0, slept: [7_000, 7_000] })
    expect(seen.out).toContain('1,000 alerts, of which 250 name something that Microsoft hosts')
    expect(seen.out).toContain('Would be reported: 1 endpoint.')
    expect(seen.err).toContain('wait 7 s')
    expect(seen.drafts).toHaveLength(1)
    expect(graph.requests.every(({ method }) => method === 'GET')).toBe(true)
  })

  it('asks for the days that were wanted, as the person who signs in', async () => {
    const graph = await startGraph({ alerts: () => [], now: () => now })
    const seen = await survey(['--days', '7', '--device-code', '--tenant', 'contoso.example'], { graph })
    await graph.close()
    expect(seen.asked).toMatchObject([
      { byDeviceCode: true, tenantId: 'contoso.example', clientId: '14d82eec-204b-4c2f-b7e8-296a70dab67e' },
    ])
    expect(graph.requests[0]?.query['$filter']).toContain('2026-11-23T12:00:00')
    expect(seen.out).toContain('0 alerts')
  })

  it.each([
    ['53003', /Conditional Access/],
    ['65001', /consents/],
    ['90094', /administrator/],
    ['700016', /--tenant/],
    ['50105', /assigned/],
    ['7000218', /public client/],
  ])('AADSTS%s is told with what to do', async (code, remedy) => {
    const refused = new Error(`invalid_grant: AADSTS${code}: in Entra's words. Trace ID: 1`)
    const login = () => ({ getToken: () => Promise.reject(refused) })
    const seen = await survey([], { login })
    expect(seen).toMatchObject({ code: 1, page: '' })
    expect(seen.err).toContain(`AADSTS${code}`)
    expect(seen.err).toMatch(remedy)
  })

  it('a right that is missing is told, and no half of a survey is written', async () => {
    const graph = await startGraph({ alerts: () => [alert(1, '20.0.0.1')], now: () => now })
    graph.faults.push(graphError(403, 'Forbidden', 'Missing scopes'))
    const seen = await survey([], { graph })
    await graph.close()
    expect(seen).toMatchObject({ code: 1, page: '' })
    expect(seen.err).toMatch(/Security Reader.*SecurityAlert\.Read\.All/)
  })
})

describe('a survey of files', () => {
  const evidence = {
    AlertId: 'da1',
    EntityType: 'Ip',
    EvidenceRole: 'Related',
    RemoteIP: '20.0.0.1',
    Severity: 'High',
  }
  const row = {
    ...evidence,
    Title: 'C2',
    Categories: '["CommandAndControl"]',
    Timestamp: '2026-11-29T16:13:27Z',
  }

  it.each([
    {
      what: 'a page of Graph',
      name: 'a.json',
      content: JSON.stringify({ value: [alert(1, '20.0.0.1')] }),
      alerts: 1,
    },
    {
      what: 'a page of Graph in UTF-16, as Windows PowerShell writes it',
      name: 'a.json',
      content: Buffer.from(`\uFEFF${JSON.stringify({ value: [alert(1, '20.0.0.1')] })}`, 'utf16le'),
      alerts: 1,
    },
    {
      what: 'an answer of advanced hunting',
      name: 'h.json',
      content: JSON.stringify({ schema: [], results: [row] }),
      alerts: 1,
    },
    {
      what: 'a CSV of advanced hunting',
      name: 'h.csv',
      content: `${Object.keys(row).join(',')}\n${Object.values(row)
        .map((value) => `"${value.replaceAll('"', '""')}"`)
        .join(',')}\n`,
      alerts: 1,
    },
    {
      what: 'the same alert twice',
      name: 'a.json',
      content: JSON.stringify([alert(1, '20.0.0.1'), alert(1, '20.0.0.1')]),
      alerts: 1,
    },
  ])('$what is read', async ({ name, content, alerts }) => {
    const seen = await survey(['--from', fileWith(content, name)])
    expect(seen.err).toBe('')
    expect(seen.code).toBe(0)
    expect(seen.out).toContain(`${alerts} alert, of which 1 name`)
  })

  it('a file may be called as anything in the page is', async () => {
    const { page } = await survey(['--from', fileWith('[]', 'STYLE.json')])
    expect(page).toContain('<title>Survey of STYLE.json</title>')
    expect(page).toContain('<style>')
  })

  it('a pattern that the shell left alone names its files', async () => {
    const file = fileWith(JSON.stringify([alert(1, '20.0.0.1')]), 'alerts-1.json')
    writeFileSync(file.replace('-1', '-2'), JSON.stringify([alert(2, '20.0.0.1')]))
    const seen = await survey(['--from', file.replace('-1', '-*')])
    expect(seen.out).toContain('2 alerts, of which 2 name')
  })

  it('what cannot be read is told, and the rest is surveyed', async () => {
    const bad = fileWith('Timestamp,DeviceName\n2026-11-29,ws-1\n', 'devices.csv')
    const seen = await survey(['--from', fileWith(JSON.stringify([alert(1, '20.0.0.1')])), bad])
    expect(seen.code).toBe(1)
    expect(seen.out).toMatch(/Not read: .*devices\.csv.*AlertEvidence/)
    expect(seen.out).toContain('Would be reported: 1 endpoint.')
  })

  it('each draft is a mail that names its endpoint; those of an earlier survey are gone', async () => {
    const file = fileWith(JSON.stringify([alert(1, '20.0.0.1')]))
    const { folder, drafts } = await survey(['--from', file])
    const mail = await PostalMime.parse(readFileSync(join(folder, 'drafts', drafts[0] ?? '')))
    expect(mail.subject).toContain('20.0.0.1')
    writeFileSync(join(folder, 'drafts', 'old.eml'), '')
    await survey(['--from', file, '--out', folder])
    expect(readdirSync(join(folder, 'drafts'))).toEqual(drafts)
  })

  it('an attack in a title or an address stays text on the page', async () => {
    const evil = 'https://20.0.0.1/"><script>alert(1)</script><img/src=x>'
    const hostile = {
      ...alert(1, '20.0.0.1'),
      title: '<script>alert(1)</script>',
      evidence: [{ '@odata.type': '#microsoft.graph.security.urlEvidence', url: evil, verdict: 'malicious' }],
    }
    const { page } = await survey(['--from', fileWith(JSON.stringify([hostile]))])
    expect(page).toContain('20.0.0.1')
    expect(page).not.toMatch(/<script|<img/)
  })

  it.each([
    [['--days', '0'], /1 to 180/],
    [['--days', 'x'], /1 to 180/],
    [['alerts.json'], /--from alerts\.json/],
    [['--form', 'x'], /There is no option --form/],
    [['--from', 'nothing-*.json'], /No file is called/],
  ])('%j is no call that makes sense', async (args, fault) => {
    const seen = await survey(args)
    expect(seen.code).toBe(2)
    expect(seen.err).toMatch(fault)
  })
})
