/** Longer texts are no words of a product's vocabulary, and are not kept. */
const longestWord = 128
const mostWords = 1_000

/**
 * The same function, its answers about short texts kept: for the names and words of which alerts repeat the same few
 * over and over. Memory is bounded, whatever texts come: when there are too many, all are forgotten.
 */
export function remembered<T>(answer: (text: string) => T): (text: string) => T {
  const answers = new Map<string, { readonly value: T }>()
  return (text) => {
    const known = answers.get(text)
    if (known !== undefined) return known.value
    const value = answer(text)
    if (text.length > longestWord) return value
    if (answers.size >= mostWords) answers.clear()
    answers.set(text, { value })
    return value
  }
}
