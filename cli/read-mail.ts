import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type * as z from 'zod'
import { type MailReading, type ReadingDeps, readingOf } from './reading'
import { reportsFile } from './reports-file'
import { zoneFile, zoneTxt } from './zone-file'

export type ReadMailIo = { readonly out: (line: string) => void; readonly err: (line: string) => void }

/** How mails are read, by the settings. */
export type ReadMailSettings = Pick<ReadingDeps, 'patterns' | 'trust' | 'now'>

export const READ_MAIL_USAGE = 'read-mail [--json] --reports REPORTS.json [--dns ZONE.json] MAIL.eml…'

const HELP = `Usage: npm run -s cli -- ${READ_MAIL_USAGE}

Says what the program would make of each mail: what it says, which reports it is about, how far it is believed, and
what it would do. Changes nothing, and asks no name server.

  --reports FILE  the reports that there are:
                  [{"reportId", "token", "messageIds": […], "envelopeId"?, "caseNumbers": […]}]
  --dns FILE      stands in for the domain name system: {"name": {"TXT": ["…"]}}
                  without it no DKIM signature is verified, and only Authentication-Results count
  --json          one JSON object a mail, a line each

Exit code: 0 all mails were read, 1 one could not be, 2 the command line or one of the two lists makes no sense.`

/** @returns the exit code: 0 read all, 1 something could not be read, 2 the command line or a list makes no sense */
export async function runReadMail(
  args: readonly string[],
  io: ReadMailIo,
  settings: ReadMailSettings,
): Promise<number> {
  const options = readOptions(args)
  if (options?.help === true) {
    io.out(HELP)
    return 0
  }
  if (options?.reports === undefined || options.files.length === 0) {
    io.err(`Usage: ${READ_MAIL_USAGE}`)
    return 2
  }
  const reports = await readList(options.reports, reportsFile)
  const zone = options.dns === undefined ? undefined : await readList(options.dns, zoneFile)
  for (const read of [reports, zone]) if (read && 'fault' in read) io.err(read.fault)
  if ('fault' in reports || (zone && 'fault' in zone)) return 2
  const deps = { ...settings, reports: reports.list, ...(zone && { resolveTxt: zoneTxt(zone.list) }) }
  return readAll(deps, options.files, io, options.json ? JSON.stringify : readingText)
}

async function readAll(
  deps: ReadingDeps,
  files: readonly string[],
  io: ReadMailIo,
  textOf: (reading: MailReading) => string,
): Promise<number> {
  let failures = 0
  for (const file of files) {
    const read = await readMailFile(file)
    if ('fault' in read) {
      failures += 1
      io.err(read.fault)
    } else io.out(textOf(await readingOf(deps, file, read.raw)))
  }
  return failures > 0 ? 1 : 0
}

function readOptions(args: readonly string[]) {
  const options = {
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
    reports: { type: 'string' },
    dns: { type: 'string' },
  } as const
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const { json = false, help = false, reports, dns } = values
    return { json, help, reports, dns, files: positionals }
  } catch {
    return undefined
  }
}

type Fault = { readonly fault: string }

async function readList<T>(file: string, schema: z.ZodType<T>): Promise<{ readonly list: T } | Fault> {
  const read = await readBytes(file)
  if ('fault' in read) return read
  try {
    const parsed = schema.safeParse(JSON.parse(read.raw.toString('utf8').replace(/^\uFEFF/, '')))
    if (parsed.success) return { list: parsed.data }
    const [issue] = parsed.error.issues
    return {
      fault: `${file}: ${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'not as expected'}`,
    }
  } catch {
    return { fault: `${file}: This is no JSON.` }
  }
}

const mostBytes = 50_000_000

async function readMailFile(file: string): Promise<{ readonly raw: Buffer } | Fault> {
  const read = await readBytes(file)
  if ('fault' in read) return read
  if (read.raw.length > mostBytes) return { fault: `${file}: The file is larger than any mail (50 MB).` }
  // Mail programs save mails with the line that parts them in a mailbox file.
  const text = read.raw.toString('latin1').replace(/^(?:ï»¿)?(?:>?From [^\r\n]*\r?\n)?/, '')
  const isMail = /^(?:[A-Za-z][A-Za-z0-9-]*[ \t]*:[^\n]*\n|[ \t][^\n]*\n){1,2000}/.test(
    `${text.slice(0, 100_000)}\n`,
  )
  return isMail
    ? { raw: Buffer.from(text, 'latin1') }
    : { fault: `${file}: This is no mail: it begins with no header.` }
}

async function readBytes(file: string): Promise<{ readonly raw: Buffer } | Fault> {
  try {
    return { raw: await readFile(file) }
  } catch (error) {
    if (typeof error !== 'object' || error === null || !('code' in error)) throw error
    return { fault: `${file}: The file cannot be read (${String(error.code)}).` }
  }
}

function readingText({
  file,
  kind,
  final,
  outcome,
  caseNumber,
  trust,
  reportIds,
  effect,
  rules,
}: MailReading): string {
  const what = [kind, outcome, final === undefined ? undefined : final ? 'final' : 'still being tried']
  return [
    file,
    `  says     ${what.filter((word) => word !== undefined).join(', ')}${caseNumber === undefined ? '' : `, case ${caseNumber}`}`,
    `  about    ${reportIds.join(', ') || 'no report'}`,
    `  trust    ${trust} of 3`,
    `  effect   ${effectWords[effect]}`,
    `  because  ${rules.join(', ') || 'no rule knows its words'}`,
  ].join('\n')
}

const effectWords = { status: 'moves the report', person: 'a person decides', none: 'nothing' } as const
