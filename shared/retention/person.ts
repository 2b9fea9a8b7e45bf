/** Tells texts that name a person from those that do not, and takes the name out of them. */
export type Person = {
  readonly isNamedIn: (text: string) => boolean
  readonly takenOutOf: (text: string, instead: string) => string
}

/**
 * A person by everything that stands for them: name in the directory, mail address, object id, device, address. Whole
 * words only, whatever their case: `ws-1` is not in `ws-10`, nor `a@example.com` in `aa@example.com`.
 * @throws RangeError for a value so short that it would be found everywhere
 */
export function personOf(values: readonly string[]): Person {
  const short = values.find((value) => value.trim().length < 3)
  if (short !== undefined || values.length === 0)
    throw new RangeError(`${JSON.stringify(short ?? '')} is too short to stand for a person`)
  const forms = values.flatMap((value) => [value.trim(), encodeURIComponent(value.trim())])
  const words = [...new Set(forms)].map((form) => {
    // A dot goes on with a name that has dots, and ends a sentence behind it.
    const end = form.includes('.')
      ? String.raw`(?![\p{L}\p{N}_-]|\.[\p{L}\p{N}])`
      : String.raw`(?![\p{L}\p{N}_-])`
    return RegExp.escape(form) + end
  })
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}_.%+-])(?:${words.join('|')})`, 'giu')
  return {
    isNamedIn: (text) => text.search(pattern) >= 0,
    takenOutOf: (text, instead) => text.replace(pattern, instead),
  }
}
