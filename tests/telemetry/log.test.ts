import { lineLog, logLine } from '../../shared/telemetry/log'

const parsed = (line: string) => JSON.parse(line) as Record<string, unknown>

describe('a line', () => {
  it('is one line of JSON, its event first', () => {
    const line = logLine('alert read', { alertId: 'a\nb', cases: 2, at: new Date('2026-11-23T10:00:00Z') })
    expect(line).toBe('{"event":"alert read","alertId":"a\\nb","cases":2,"at":"2026-11-23T10:00:00.000Z"}')
  })

  it('keeps its event whatever the fields are called', () => {
    expect(parsed(logLine('mail refused', { event: 'other' }))).toEqual({
      event: 'mail refused',
      field_event: 'other',
    })
  })

  it('survives what JSON cannot say', () => {
    const loop: Record<string, unknown> = {
      big: 2n ** 64n,
      none: undefined,
      when: new Date(NaN),
      call: () => 1,
    }
    loop['self'] = loop
    expect(parsed(logLine('odd', { loop }))).toEqual({
      event: 'odd',
      loop: { big: '18446744073709551616', when: '(no date)', call: '(function)', self: '(circular)' },
    })
  })

  it('stays short, however much is put into it', () => {
    const deep = Array.from({ length: 20_000 }).reduce<unknown>((inner) => [inner], 'x')
    expect(logLine('big', { text: 'x'.repeat(1e6), list: Array(1e5).fill(1), deep }).length).toBeLessThan(
      3_000,
    )
  })
})

describe('an error', () => {
  it('is flattened with its causes, its code and where it arose', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const { error } = parsed(
      logLine('failed', { error: new TypeError('The feed cannot be read', { cause }) }),
    )
    expect(error).toMatchObject({
      name: 'TypeError',
      message: 'The feed cannot be read: caused by: connect ECONNREFUSED',
      code: 'ECONNREFUSED',
    })
    expect(JSON.stringify(error)).toContain('log.test.ts')
  })

  it('that is its own cause ends', () => {
    const error = new Error('a')
    error.cause = error
    expect(logLine('failed', { error })).toContain('"message":"a"')
  })
})

describe('secrets', () => {
  const secrets = ['swordfish', 'abc']

  it.each([
    { fields: { note: 'login swordfish refused' } },
    { fields: { error: new Error('535 swordfish', { cause: new Error('swordfish') }) } },
    { fields: { list: [{ deep: 'xswordfishx' }] } },
    { fields: { smtpPassword: 'swordfish2' } },
    { fields: { SMTP_PASSWORD: 'swordfish' } },
    { fields: { access_token: 'swordfish' } },
    { fields: { note: 'AccountName=x;AccountKey=swordfish==;EndpointSuffix=y' } },
    { fields: { url: 'https://x.blob.core.windows.net/r?sv=1&sig=swordfish%3D' } },
    { fields: { headers: 'Authorization: Bearer swordfish.swordfish' } },
  ])('$fields is masked', ({ fields }) => {
    expect(logLine('x', fields, secrets)).not.toContain('swordfish')
    expect(logLine('x', fields, secrets)).toContain('***')
  })

  it('the rest of a text stays readable, and short secrets mask nothing', () => {
    expect(parsed(logLine('x', { url: 'https://example.com/?sv=1&sig=q1&x=abc' }, secrets))['url']).toBe(
      'https://example.com/?sv=1&sig=***&x=abc',
    )
  })

  it('a log keeps to its secrets', () => {
    const lines: string[] = []
    lineLog((line) => lines.push(line), secrets)('mail sent', { reply: '250 swordfish' })
    expect(lines).toEqual(['{"event":"mail sent","reply":"250 ***"}'])
  })
})
