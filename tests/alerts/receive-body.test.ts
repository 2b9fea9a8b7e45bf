import { randomBytes } from 'node:crypto'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { maxBodyInBytes, readBody } from '../../shared/alerts/receive-body'
import { type Headers, post } from './receive-post'

const alert = '{"observables":[{"type":"ip","value":"192.0.2.10"}]}'
const gzip: Headers = { 'content-encoding': 'gzip' }
const full = 'x'.repeat(maxBodyInBytes)

describe('a body is read', () => {
  it.each<{ what: string; body: string | Uint8Array; headers?: Headers; text?: string }>([
    { what: 'as JSON', body: alert },
    {
      what: 'in capitals and with a charset',
      body: alert,
      headers: { 'content-type': 'Application/JSON; charset="UTF-8"' },
    },
    {
      what: 'as JSON of some vendor',
      body: alert,
      headers: { 'content-type': 'application/vnd.example.v1+json' },
    },
    { what: 'as lines', body: alert, headers: { 'content-type': 'application/x-ndjson' } },
    { what: 'as plain text', body: 'CEF:0|', headers: { 'content-type': 'text/plain;charset=us-ascii' } },
    { what: 'without a type', body: alert, headers: { 'content-type': '' } },
    { what: 'with a byte order mark', body: `\uFEFF${alert}`, text: alert },
    { what: 'packed', body: gzipSync(alert), headers: gzip, text: alert },
    {
      what: 'packed under its old name',
      body: gzipSync(alert),
      headers: { 'content-encoding': 'X-GZIP' },
      text: alert,
    },
    {
      what: 'packed in two members',
      body: Buffer.concat([gzipSync('[1,'), gzipSync('2]')]),
      headers: gzip,
      text: '[1,2]',
    },
    { what: 'expressly not packed', body: alert, headers: { 'content-encoding': 'identity' } },
    { what: 'up to its limit', body: full },
    { what: 'packed up to its limit', body: gzipSync(full), headers: gzip, text: full },
  ])('$what', async ({ body, headers, text }) => {
    expect(await readBody(post(body, headers))).toEqual({ text: text ?? body })
  })
})

describe('a body is refused, saying what to do', () => {
  const bomb = gzipSync(Buffer.alloc(200 * maxBodyInBytes))
  it.each<{ what: string; body: string | Uint8Array; headers?: Headers; status: number; detail: RegExp }>([
    {
      what: 'a form, as curl sends by default',
      body: alert,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      status: 415,
      detail: /application\/json/,
    },
    {
      what: 'XML',
      body: '<a/>',
      headers: { 'content-type': 'application/xml' },
      status: 415,
      detail: /text\/plain/,
    },
    {
      what: 'another charset',
      body: alert,
      headers: { 'content-type': 'application/json; charset=utf-16' },
      status: 400,
      detail: /UTF-8/,
    },
    {
      what: 'another coding',
      body: brotliCompressSync(alert),
      headers: { 'content-encoding': 'br' },
      status: 415,
      detail: /gzip and no other/,
    },
    {
      what: 'gzip in gzip',
      body: gzipSync(gzipSync(alert)),
      headers: { 'content-encoding': 'gzip, gzip' },
      status: 415,
      detail: /gzip and no other/,
    },
    { what: 'UTF-16', body: Buffer.from(`\uFEFF${alert}`, 'utf16le'), status: 400, detail: /UTF-8/ },
    {
      what: 'bytes that are no UTF-8',
      body: new Uint8Array([0x7b, 0xc3, 0x28, 0x7d]),
      status: 400,
      detail: /UTF-8/,
    },
    {
      what: 'nothing, in no length',
      body: alert,
      headers: { 'content-length': '', 'transfer-encoding': 'chunked' },
      status: 411,
      detail: /Content-Length/,
    },
    { what: 'nothing', body: '', status: 400, detail: /empty/ },
    { what: 'more than a request may hold', body: `${full}x`, status: 413, detail: /1048576/ },
    {
      what: 'a length beyond it',
      body: alert,
      headers: { 'content-length': '99999999' },
      status: 413,
      detail: /1048576/,
    },
    { what: 'a packed bomb', body: bomb, headers: gzip, status: 413, detail: /unpacked too/ },
    {
      what: 'one byte too many, packed',
      body: gzipSync(`${full}x`),
      headers: gzip,
      status: 413,
      detail: /unpacked too/,
    },
    {
      what: 'gzip cut short',
      body: gzipSync(randomBytes(1000)).subarray(0, 500),
      headers: gzip,
      status: 400,
      detail: /ends too early/,
    },
    { what: 'JSON announced as gzip', body: alert, headers: gzip, status: 400, detail: /it is none/ },
    { what: 'gzip that nobody announced', body: gzipSync(alert), status: 400, detail: /not announced/ },
  ])('$what → $status', async ({ body, headers, status, detail }) => {
    expect(await readBody(post(body, headers))).toMatchObject({
      status,
      detail: expect.stringMatching(detail) as unknown,
    })
  })

  it('another coding is told which one would do', async () => {
    expect(await readBody(post(alert, { 'content-encoding': 'zstd' }))).toMatchObject({
      headers: { 'accept-encoding': 'gzip' },
    })
  })
})
