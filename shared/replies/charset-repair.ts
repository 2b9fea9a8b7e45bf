/** UTF-8 that was read as Windows-1252, because the mail says so or says `us-ascii`. */
const misread: readonly (readonly [RegExp, string])[] = [
  [/Ã¤/g, 'ä'],
  [/Ã¶/g, 'ö'],
  [/Ã¼/g, 'ü'],
  [/Ã„/g, 'Ä'],
  [/Ã–/g, 'Ö'],
  [/Ãœ/g, 'Ü'],
  [/ÃŸ/g, 'ß'],
  [/Ã©/g, 'é'],
  [/â€™/g, '’'],
  [/â€˜/g, '‘'],
  [/â€œ/g, '“'],
  [/â€ž/g, '„'],
  [/â€\u009d/g, '”'],
  [/â€“/g, '–'],
  [/â€”/g, '—'],
  [/â€¦/g, '…'],
  [/Â(?=[\s\u00a0-\u00bf])/g, ''],
]

/** Characters that show nothing and split words: soft hyphens, zero-width ones, marks of direction. */
const invisible = /[\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g

/** Text as its reader sees it, in one spelling: composed letters, plain blanks and quotation marks. */
export function readableText(text: string): string {
  const repaired = /[ÃÂâ]/.test(text)
    ? misread.reduce((all, [wrong, right]) => all.replace(wrong, right), text)
    : text
  return repaired
    .normalize('NFC')
    .replace(invisible, '')
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(/[‘’ʼ´]/g, "'")
    .replace(/\r\n?/g, '\n')
}

/** Bytes that were none of the character set they were said to be in. */
export const isMisread = (text: string): boolean => text.includes('\ufffd')

/** The same mail, its text said to be Windows-1252, which every byte can be. */
export function asWindows1252(raw: Uint8Array): Uint8Array {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1')
  return Buffer.from(text.replace(/\bcharset="?(?:utf-?8|us-ascii)"?/gi, 'charset=windows-1252'), 'latin1')
}
