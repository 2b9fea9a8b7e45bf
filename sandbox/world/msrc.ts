import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { listenHttp, type Listening } from './listen'

export type ReceivedReport = { readonly headers: IncomingHttpHeaders; readonly body: Buffer }

export type MsrcAnswer = {
  readonly status: number
  readonly body?: string
  readonly headers?: Record<string, string>
}

export type FakeMsrc = Listening & {
  /** Where reports are posted. */
  readonly url: string
  /** Every request whose body arrived whole at that path, taken or not. */
  readonly received: ReceivedReport[]
  /** What was taken, with the reference that was given; none for a test. */
  readonly taken: { readonly form: MsrcForm; readonly reference?: string }[]
  /** In place of the true answer, after the body has arrived: another one, or `hang up`, or `say nothing`. */
  answerWith?: (received: ReceivedReport) => MsrcAnswer | 'hang up' | 'say nothing' | undefined
}

const places = {
  'IP Address': [
    'Brute Force',
    'Denial of Service',
    'Spam',
    'Malware',
    'Illegal/Violates the rights of others',
  ],
  URL: ['Phishing', 'Malware', 'Malicious Text or URL', 'Illegal/Violates the rights of others'],
} as const

const text = (maxLength: number) => z.string().min(1).max(maxLength)

/** The form as far as a report about an address or a link fills it, with the rules that clients have found out. */
export const msrcForm = z
  .strictObject({
    date: z.iso.date(),
    time: z.iso.time({ precision: 0 }),
    timeZone: z.string().regex(/^[+-]\d{4}$/, 'Invalid ISO DateTime format'),
    threatType: z.enum(['IP Address', 'URL']),
    incidentType: z.string(),
    sourceIp: z.union([z.ipv4(), z.ipv6()]).optional(),
    sourcePort: z
      .string()
      .regex(/^\d{1,5}$/)
      .optional(),
    sourceUrl: z.url({ protocol: /^https?$/ }).optional(),
    severity: z.enum(['High', 'Medium', 'Low']).optional(),
    source: z.enum(['CertPortalV2', 'ReportApi']).optional(),
    anonymizeReport: z.boolean().optional(),
    reportNotes: text(10_000),
    reporterName: text(200),
    reporterEmail: z.email().max(64),
    reporterOrg: z.string().optional(),
    testSubmission: z.boolean().optional(),
  })
  .superRefine((form, context) => {
    const fault = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message })
    if (form.threatType === 'URL' && form.sourceUrl === undefined) fault('sourceUrl', 'sourceUrl is required')
    if (form.threatType === 'IP Address' && form.sourceIp === undefined)
      fault('sourceIp', 'sourceIp is required')
    if (!places[form.threatType].some((type) => type === form.incidentType))
      fault('incidentType', `${form.incidentType} is no incident of ${form.threatType}`)
  })

export type MsrcForm = z.infer<typeof msrcForm>

const path = '/report/v3.0/abuse'

/** Microsoft's Report Abuse API on loopback. */
export async function startMsrc(): Promise<FakeMsrc> {
  const { url, port, close } = await listenHttp((request, response) => void respond(fake, request, response))
  const fake: FakeMsrc = { url: `${url}${path}`, port, close, received: [], taken: [] }
  return fake
}

async function respond(fake: FakeMsrc, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>))
    if (request.method !== 'POST' || request.url !== path) {
      write(response, { status: 404, body: '{"statusCode":404,"message":"Resource not found"}' })
      return
    }
    const received = { headers: request.headers, body }
    fake.received.push(received)
    const answer = fake.answerWith?.(received) ?? trueAnswer(fake, body)
    if (answer === 'hang up') response.destroy()
    else if (answer !== 'say nothing') write(response, answer)
  } catch {
    // The caller broke off.
    response.destroy()
  }
}

function write(response: ServerResponse, { status, body = '', headers = {} }: MsrcAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}

function trueAnswer(fake: FakeMsrc, body: Buffer): MsrcAnswer {
  const read = msrcForm.safeParse(jsonOf(body))
  if (!read.success) return { status: 400, body: JSON.stringify({ errors: faultsIn(read.error) }) }
  const form = read.data
  if (form.testSubmission === true) {
    fake.taken.push({ form })
    return { status: 200, body: '{"code":"OK","message":"Abuse Report Test Successful"}' }
  }
  const reference = randomUUID()
  fake.taken.push({ form, reference })
  return { status: 200, body: JSON.stringify({ code: 'OK', message: reference }) }
}

function faultsIn({ issues }: z.ZodError): Record<string, string[]> {
  return Object.fromEntries(issues.map(({ path: at, message }) => [at.join('.') || '$', [message]]))
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
