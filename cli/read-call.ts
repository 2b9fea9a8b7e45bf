import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { nearest } from './nearest'

/** What was given, as the usage of a command names it; or what is wrong with it. */
export type Call = {
  readonly words: readonly string[]
  readonly text: (option: string) => string | undefined
  readonly has: (option: string) => boolean
}

/** `--name` is a switch, `--name WORD` takes a word: the usage is the one place that says which options there are. */
export function optionsIn(usage: string): ParseArgsOptionsConfig {
  const named = [...usage.matchAll(/--([a-z][a-z-]*)(?: ([A-Z]+))?/g)]
  return Object.fromEntries(
    named.map(([, name = '', word]) => [
      name,
      { type: word === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  )
}

export function readCall(usage: string, args: readonly string[]): Call | { readonly fault: string } {
  const options = optionsIn(usage)
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const text = (option: string) => {
      const value = values[option]
      return typeof value === 'string' ? value : undefined
    }
    return { words: positionals, text, has: (option) => values[option] === true }
  } catch (error) {
    return { fault: faultOf(error, args, Object.keys(options)) }
  }
}

function faultOf(error: unknown, args: readonly string[], known: readonly string[]): string {
  const unknown = args.map((arg) => /^--([^=]+)/.exec(arg)?.[1]).find((one) => one && !known.includes(one))
  if (unknown === undefined) return error instanceof Error ? error.message : String(error)
  const near = nearest(unknown, known)
  return `There is no option --${unknown} here.${near === undefined ? '' : ` Did you mean --${near}?`}`
}
