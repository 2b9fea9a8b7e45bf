/** Device names are typed by people: "Anna's MacBook" is a name, but none that DNS could hold. */
export function asName(text: string | null | undefined): string | undefined {
  return text !== null && text !== undefined && /^[\w.-]+$/.test(text) && !/^[\d.]+$/.test(text)
    ? text
    : undefined
}

/** Guests carry their home address in the name before #EXT#; that home is not ours. */
export function domainOfUser(principalName: string | null | undefined): string | undefined {
  return asName(/@([^@]+)$/.exec(principalName ?? '')?.[1])
}
