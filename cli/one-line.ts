/** Controls, direction marks, what has no width, halves of pairs: a terminal obeys them, or shows a text other than it is. */
const steering = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** What came from outside must not steer the terminal. */
export const oneLine = (text: string): string => text.replace(new RegExp(`${steering.source}+`, 'gu'), ' ')

/** The same for JSON, which leaves most of them as they are: here they are escaped, so that the values stay what they were. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(new RegExp(`(?!\\n)${steering.source}`, 'gu'), (found) =>
    found
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
