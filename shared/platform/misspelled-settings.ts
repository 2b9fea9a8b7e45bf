/**
 * Names in the environment that somebody probably meant to be one of ours: another case, a slip or two, the beginning
 * of one (`SMTP_PASS`), or a name that begins as several of ours do (`IMAP_FOLDER_NAMES`). One sentence each.
 */
export function misspelledSettings(given: readonly string[], known: readonly string[]): string[] {
  const ours = new Set(known)
  const families = familiesOf(known)
  return given.flatMap((name) => {
    if (ours.has(name) || name.length < 5 || name.length > 60) return []
    const meant = known.find((candidate) => looksLike(name.toUpperCase(), candidate.toUpperCase()))
    if (meant !== undefined) return [`${name} is no setting of this program; ${meant} is.`]
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

function looksLike(name: string, known: string): boolean {
  if (known.startsWith(name)) return name.length >= 7 && name.includes('_')
  const slips = Math.min(2, Math.floor(known.length / 5))
  return Math.abs(name.length - known.length) <= slips && distance(name, known, slips) <= slips
}

/**
 * Damerau–Levenshtein in its restricted form: slips of one character, two that changed places being one slip.
 * Gives up once it is more than `limit`, since this runs for every variable at every start.
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
