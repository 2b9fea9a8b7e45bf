/** Words of rule names and categories of other products, and the Defender category that says the same. */
const CATEGORIES: readonly (readonly [RegExp, string])[] = [
  [/command[ -]?(?:and|&)[ -]?control|\bc2\b|\bc&c\b|\bcnc\b|beacon/i, 'CommandAndControl'],
  [/phish|credential theft|social engineering/i, 'Phishing'],
  [/brute[ -]?force|password spray|credential access|credential stuffing|failed log/i, 'CredentialAccess'],
  [/exfiltrat/i, 'Exfiltration'],
  [/ransom/i, 'Ransomware'],
  [/trojan|malware|malicious (?:file|download)|dropper/i, 'Malware'],
  [/\bscan|reconnaissance|discovery|probe/i, 'Discovery'],
  [/exploit|web application attack|injection/i, 'Exploit'],
]

/** The first of the texts that says what kind of attack it is; undefined when none does. */
export function categoryFrom(...texts: readonly (string | null | undefined)[]): string | undefined {
  for (const text of texts) {
    const match = CATEGORIES.find(([pattern]) => pattern.test((text ?? '').slice(0, 2000)))
    if (match !== undefined) return match[1]
  }
  return undefined
}
