/** A header of a mail, unfolded; empty where there is none. */
export function headerOf(raw: Buffer, name: string): string {
  const [head = ''] = raw.toString().split('\r\n\r\n')
  const value = new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(head)?.[1] ?? ''
  return value.replace(/\r\n\s+/g, ' ').trim()
}
