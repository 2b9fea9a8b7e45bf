/** What is shorter would mask words of every day; what gives an address away is longer. */
const shortestInCharacters = 12

/**
 * A secret, and whatever of it gives it away when it stands by itself: the key in a connection string, what is
 * long in the path or the query of an address.
 */
export function secretParts(secret: string): readonly string[] {
  const keys = [...secret.matchAll(/(?:AccountKey|SharedAccessSignature)=([^;]+)/gi)].map(
    ([, key]) => key ?? '',
  )
  const url = /^https?:/i.test(secret) ? URL.parse(secret) : null
  const parts =
    url === null ? [] : [url.pathname.slice(1), ...url.pathname.split('/'), ...url.searchParams.values()]
  return [secret, ...[...keys, ...parts].filter((part) => part.length >= shortestInCharacters)]
}
