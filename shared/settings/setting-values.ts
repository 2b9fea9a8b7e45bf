import { isIP } from 'node:net'
import * as z from 'zod'
import { isLoopback } from '../delivery/smtp-settings'
import { parseCidr } from '../model/cidr'
import { parseHostname } from '../model/hostname'

/** A value made from text by `parse`; undefined, or an error thrown, says that the text is not one. */
export function valueOf<T>(fault: string, parse: (text: string) => T | undefined): z.ZodType<T, string> {
  return z.string().transform((text, context) => {
    const value = parse(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: fault })
    return z.NEVER
  })
}

export const someText = z.string().max(500, { error: 'is longer than 500 characters' })

/** Whole numbers only: `1e3`, `0x10` and `5 ` are typing errors more often than not. */
export function wholeNumber(from: number, to: number): z.ZodType<number, string> {
  return valueOf(`is no whole number from ${from} to ${to}`, (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN
    return value >= from && value <= to ? value : undefined
  })
}

export const portNumber = wholeNumber(1, 65535)

export function choice<const T extends string>(...values: readonly T[]): z.ZodType<T, string> {
  return valueOf(`is none of ${values.join(', ')}`, (text) => values.find((value) => value === text))
}

export const yesOrNo = choice('true', 'false').transform((text) => text === 'true')

/** Items between commas, semicolons or blanks, without doubles. */
export function listOf<T>(
  what: string,
  parseItem: (text: string) => T | undefined,
): z.ZodType<readonly T[], string> {
  return z.string().transform((text, context) => {
    const items = [...new Set(text.split(/[\s,;]+/).filter((item) => item !== ''))]
    return items.flatMap((item) => {
      const value = parseItem(item)
      if (value !== undefined) return [value]
      context.addIssue({
        code: 'custom',
        message: `holds ${JSON.stringify(item.slice(0, 80))}, which is no ${what}`,
      })
      return []
    })
  })
}

/** Such a list, or the word `none`: somebody thought about it, and there is nothing. */
export function listOrNone<T>(what: string, parseItem: (text: string) => T | undefined) {
  return z
    .string()
    .transform((text) => (text === 'none' ? '' : text))
    .pipe(listOf(what, parseItem))
}

/** Canonical text of a block or of a single address. */
export const cidr = (text: string) => parseCidr(text)?.text

export const domain = (text: string) => {
  const name = parseHostname(text.replace(/^\*?\./, ''))
  return name?.includes('.') === true ? name : undefined
}

/** A bare address in lower case, so that equal mailboxes are equal strings. */
export const mailbox = (text: string) =>
  text.length <= 254 && z.email().safeParse(text).success ? text.toLowerCase() : undefined

export const mailboxValue = valueOf('is no mail address', mailbox)

/** `someone@example.com` or `Some One <someone@example.com>`: no line break can ride along into a header. */
export const sender = valueOf('is neither a mail address nor "Name <address>"', (text) => {
  const named = /^(?<name>[^<>"\r\n]{1,100}?) ?<(?<address>[^<>\s]+)>$/.exec(text)?.groups
  const address = mailbox(named?.['address'] ?? text)
  if (address === undefined) return undefined
  return named?.['name'] === undefined ? address : `${named['name'].trim()} <${address}>`
})

/** A host name or an address, as a client connects to it. */
export const serverHost = valueOf('is no host name and no address', (text) =>
  isIP(text) > 0 ? text : parseHostname(text),
)

export const httpsUrl = valueOf(
  'is no https address (http is taken for 127.0.0.1 and localhost only)',
  (text) => {
    const url = URL.parse(text)
    if (url === null || url.username !== '' || url.password !== '') return undefined
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
      ? text
      : undefined
  },
)
