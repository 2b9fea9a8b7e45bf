import { readCefLine } from '../../../shared/alerts/siem/cef-line'
import { UnreadableAlertError } from '../../../shared/alerts/unreadable-alert-error'

const extensionOf = (text: string) => Object.fromEntries(readCefLine(`CEF:0|V|P|1|s|n|5|${text}`).extension)

it.each([
  ['src=192.0.2.1 dst=192.0.2.2', { src: '192.0.2.1', dst: '192.0.2.2' }],
  ['msg=a text with blanks src=192.0.2.1', { msg: 'a text with blanks', src: '192.0.2.1' }],
  ['request=http://h.example/?a\\=b\\\\c src=1', { request: 'http://h.example/?a=b\\c', src: '1' }],
  ['msg=line\\nline', { msg: 'line\nline' }],
  ['msg=a | b', { msg: 'a | b' }],
  ['empty= src=1', { empty: '', src: '1' }],
  ['', {}],
])('extension %s', (text, members) => expect(extensionOf(text)).toEqual(members))

it('header fields may hold escaped bars and back slashes, and a syslog header may stand before them', () => {
  const line = readCefLine('<13>1 2026-01-01T00:00:00Z h - - - CEF: 1|Ven\\|dor|Pro\\\\duct|1|s|name|9|a=1')
  expect(line).toMatchObject({ vendor: 'Ven|dor', product: 'Pro\\duct', name: 'name', severity: '9' })
})

it.each(['', 'CEF:0', 'CEF:0|a|b|c|d|e', `CEF:0|${'a'.repeat(300_000)}`])('no CEF event: %#', (text) => {
  expect(() => readCefLine(text)).toThrow(UnreadableAlertError)
})
