/**
 * One bare mailbox, ASCII, fit for an SMTP envelope: no display name, no list, no quoting, no line end. Settings are
 * checked with it when they are read, and composing checks again, so nothing can add a recipient or a header.
 */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(text)
}

/** @throws Error naming the address, when it is none. */
export function mailAddress(text: string): string {
  if (!isMailAddress(text)) throw new Error(`Not a mail address: ${JSON.stringify(text.slice(0, 80))}`)
  return text
}
