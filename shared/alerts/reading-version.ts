/** Set by the build: a hash of the sources (scripts/sources-hash.mjs). */
declare const SOURCES_HASH: string | undefined

/** Of the program that reads alerts here. What another one has read is read again. */
export const readingVersion = typeof SOURCES_HASH === 'string' ? SOURCES_HASH : 'not built'
