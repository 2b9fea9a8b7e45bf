/** As long as a note may be, in UTF-16 code units. */
export const noteMaxLength = 2000

/** A note as it is kept: lines as they were, and of all other control characters none. Empty: there is none. */
export const cleanNote = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/[^\P{Cc}\n]/gu, '')
    .toWellFormed()
    .trim()
