/** One header field, as it lies in the mail: name in lower case, value unfolded. */
export type RawField = { readonly name: string; readonly text: string }

/** The bytes that are both parsed and verified, so that what is true of a signature is true of what is read. */
export type MailBytes = {
  readonly raw: Buffer
  readonly fields: readonly RawField[]
  /** Why a parser and a verifier might see two different mails in them; undefined where they cannot. */
  readonly doubt?: 'bare-cr' | 'odd-header' | 'too-long'
}

const mostLines = 4_000
const mostBytes = 4_000_000
/** All that a mailbox hands over. */
const mostBytesWhole = 6_000_000

/**
 * A mail with all its lines ending in CRLF, as it was when it was signed.
 * @param whole Parsing takes time with every line, so all of a long mail is read only where its sender is worth it.
 */
export function mailBytes(given: Uint8Array, whole = false): MailBytes {
  const text = Buffer.from(given.buffer, given.byteOffset, given.byteLength).toString('latin1')
  const lines = text.replace(/(?<!\r)\n/g, '\r\n')
  const end = whole ? Math.min(lines.length, mostBytesWhole) : endOfBeginning(lines)
  const raw = Buffer.from(end < lines.length ? lines.slice(0, end) : lines, 'latin1')
  const fields = fieldsOf(headOf(lines))
  const doubt = /\r(?!\n)/.test(lines)
    ? ('bare-cr' as const)
    : fields === undefined
      ? ('odd-header' as const)
      : end < lines.length
        ? ('too-long' as const)
        : undefined
  return { raw, fields: fields ?? [], ...(doubt && { doubt }) }
}

function endOfBeginning(lines: string): number {
  let end = 0
  for (let n = 0; n < mostLines && end < mostBytes; n++) {
    const next = lines.indexOf('\n', end)
    if (next < 0) return Math.min(lines.length, mostBytes)
    end = next + 1
  }
  return Math.min(end, mostBytes)
}

function headOf(lines: string): string {
  const end = lines.indexOf('\r\n\r\n')
  return end < 0 ? lines : lines.slice(0, end)
}

/** RFC 5322 §2.2: a name, a colon at once. Anything else is read differently by different programs. */
function fieldsOf(head: string): readonly RawField[] | undefined {
  const fields = head.split(/\r\n(?![ \t])/).map((text) => {
    const name = /^([!-9;-~]{1,200}):/.exec(text)?.[1]
    return name === undefined ? undefined : { name: name.toLowerCase(), text }
  })
  const known = fields.filter((field) => field !== undefined)
  return known.length === fields.length ? known : undefined
}

/** The mail with one of its signatures only, so that a verdict can be that of no other. */
export function withOneSignature({ raw, fields }: MailBytes, nth: number): Buffer {
  let seen = -1
  const head = fields.filter(({ name }) => {
    if (name !== 'dkim-signature') return true
    seen += 1
    return seen === nth
  })
  const text = raw.toString('latin1')
  const body = text.slice(headOf(text).length)
  return Buffer.from(head.map((field) => field.text).join('\r\n') + body, 'latin1')
}

/** Without what nobody has signed and nobody needs: a multipart has no transfer encoding but 7bit, 8bit and binary. */
export function withoutField({ raw, fields }: MailBytes, name: string): Buffer {
  const text = raw.toString('latin1')
  const head = fields.filter((field) => field.name !== name).map((field) => field.text)
  return Buffer.from(head.join('\r\n') + text.slice(headOf(text).length), 'latin1')
}

/** The value of the only field of this name; undefined where there is none, or more than one. */
export function onlyValue({ fields }: MailBytes, name: string): string | undefined {
  const [field, ...more] = fields.filter((one) => one.name === name)
  return field === undefined || more.length > 0 ? undefined : field.text.slice(name.length + 1).trim()
}

/**
 * Whether the text is the same under every transfer encoding that somebody on the way may have written on top: the one
 * header that says how to read it, and that Exchange Online does not sign.
 */
export function readsAlike(bytes: MailBytes): boolean {
  if (/^multipart\//i.test(onlyValue(bytes, 'content-type') ?? '')) return true
  const encoding = onlyValue(bytes, 'content-transfer-encoding') ?? '7bit'
  if (!/^(?:7bit|8bit|binary|quoted-printable)$/i.test(encoding)) return false
  return !/=(?:[0-9a-f]{2}|\s)/i.test(bodyOf(bytes))
}

/** Below the header, as it is. */
export function bodyOf({ raw }: MailBytes): string {
  const text = raw.toString('latin1')
  return text.slice(headOf(text).length)
}
