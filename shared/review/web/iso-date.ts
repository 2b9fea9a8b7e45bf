/** Undefined for what is no instant. */
export function isoDate(text: string): Date | undefined {
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? undefined : at
}
