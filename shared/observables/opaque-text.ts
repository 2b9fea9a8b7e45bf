const ENDING =
  /\.(?:html?|xhtml|php\d?|aspx?|jsp|cgi|js|json|css|txt|xml|svg|png|jpe?g|gif|ico|pdf|docx?|xlsx?|pptx?|csv|zip|rar|7z|iso|img|exe|dll|msi|ps1|bat|cmd|vbs|hta|lnk|jar|apk|dmg|sh|bin|dat|py|one)$/i
/** Names as people are given them by their mail system, and machines by their installer. */
const PERSON = /^\p{L}{2,}[._]\p{L}{2,}$/u
const MACHINE = /^(?:desktop|laptop|client|win|ws|pc|nb|srv|vm|dc|host)[-_]?(?=[\w-]*\d)[\w-]{2,}$/i
const LONGEST_WORD = 32
const SHORTEST_CODE = 10

/**
 * A part of a path that no reader can understand, or that looks like the name of a person or a machine: whether it
 * tells something about a victim cannot be known. Words, numbers of a few digits and file names can be read.
 */
export function isOpaque(segment: string): boolean {
  const text = decoded(segment).replace(ENDING, '')
  if (PERSON.test(text) || MACHINE.test(text)) return true
  return text.split(/[^\p{L}\p{N}+=]+/u).some(isCode)
} // prettier-ignore

function isCode(word: string): boolean {
  if (word.length > LONGEST_WORD || /\d{7,}/.test(word) || /[^\p{L}\p{N}]/u.test(word)) return true
  if (word.length < SHORTEST_CODE) return false
  const digits = (word.match(/\d+/g) ?? []).length
  if (digits >= 2 || (digits === 1 && /^[\da-f]+$/i.test(word))) return true
  // ThisIsAPage has long humps, base64 has short ones.
  const humps = word.match(/\p{Lu}+|\p{Ll}+/gu) ?? []
  if (humps.length >= 6 && word.length / humps.length < 2.5) return true
  return /^[A-Z2-7]+$/.test(word) || !/[aeiouyäöü]/i.test(word)
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
