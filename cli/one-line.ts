/** What came from outside must not steer the terminal. */
export const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ')
