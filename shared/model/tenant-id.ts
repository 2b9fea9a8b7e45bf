/** A tenant as it is compared: its GUID or a domain of it, in lower case. */
export function canonicalTenant(text: string): string {
  return text.trim().toLowerCase()
}

export function isTenantGuid(text: string): boolean {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(text)
}
