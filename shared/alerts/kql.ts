/**
 * A string literal of the Kusto Query Language that stands for exactly this text. Letters, digits and the marks of
 * addresses stand for themselves; everything else is written by its number, so that nothing of a text from outside can
 * end the literal.
 */
export function kqlText(text: string): string {
  const written = text.replace(
    /[^A-Za-z0-9 .:_-]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `'${written}'`
}

/** A point in time, to the millisecond. @throws RangeError when it is none */
export const kqlTime = (at: Date): string => `datetime(${at.toISOString()})`
