/** Any text with these words in it, typed so that it may stand where a text does. */
export const containing = (words: string | RegExp): unknown =>
  typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words)
