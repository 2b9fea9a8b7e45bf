/**
 * Names in the environment that somebody probably meant to be one of ours: another case, a slip or two, the beginning
 * of one (`SMTP_PASS`), or a name that begins as several of ours do (`IMAP_FOLDER_NAMES`). One sentence each.
 */
export function misspelledSettings(given: readonly string[], known: readonly string[]): string[] {
  const ours = new Set(known)
  const families = familiesOf(known)
  const candidates = known.map((name) => {
    const upper = name.toUpperCase()
    return { name, upper, letters: lettersIn(upper) }
  })
  return given.flatMap((name) => {
    if (ours.has(name) || name.length < 5 || name.length > 60) return []
    const upper = name.toUpperCase()
    const letters = lettersIn(upper)
    const meant = candidates.find((candidate) => looksLike(upper, letters, candidate))
    if (meant !== undefined) return [`${name} is no setting of this program; ${meant.name} is.`]
    const family = families.find((first) => name.startsWith(`${first}_`))
    return family === undefined
      ? []
      : [`${name} is no setting of this program, though those that begin with ${family}_ are its own.`]
  })
}

/** The first words that three settings or more have in common. What begins otherwise may well be somebody else's. */
function familiesOf(known: readonly string[]): readonly string[] {
  const firsts = known.map((name) => /^([A-Z]+)_/.exec(name)?.[1] ?? '').filter((first) => first !== '')
  return [...new Set(firsts)].filter((first) => firsts.filter((other) => other === first).length >= 3)
}

type Candidate = { readonly name: string; readonly upper: string; readonly letters: number }

function looksLike(name: string, letters: number, known: Candidate): boolean {
  const { upper } = known
  if (upper.startsWith(name)) return name.length >= 7 && name.includes('_')
  const slips = Math.min(2, Math.floor(upper.length / 5))
  if (Math.abs(name.length - upper.length) > slips) return false
  // One slip changes two letters at most; most names differ by more, and are not compared any closer.
  return ones(letters ^ known.letters) <= 2 * slips && distance(name, upper, slips) <= slips
}

/** Which characters there are, as bits; some share one. */
function lettersIn(text: string): number {
  let bits = 0
  for (let n = 0; n < text.length; n++) bits |= 1 << (text.charCodeAt(n) & 31)
  return bits
}

function ones(bits: number): number {
  let count = 0
  for (let left = bits; left !== 0; left &= left - 1) count += 1
  return count
}

/**
 * Damerau–Levenshtein in its restricted form: slips of one character, two that changed places being one slip.
 * Gives up once it is more than `limit`.
 */
function distance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const kept = swapped ? Math.min(replaced, at(beforeLast, j - 2) + 1) : replaced
      row[j] = Math.min(kept, at(last, j) + 1, at(row, j - 1) + 1)
      least = Math.min(least, row[j] ?? least)
    }
    if (least > limit) return Infinity
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity
