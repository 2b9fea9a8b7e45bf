/** The queries of infra/alert-rules.bicep as Bicep writes them: variables filled in, escapes undone. */
export function ruleQueries(bicep: string): readonly string[] {
  const texts = new Map(
    [...bicep.matchAll(/^var (\w+) = '((?:[^'\\\n]|\\.)*)'$/gm)].map(([, name = '', text = '']) => [
      name,
      text,
    ]),
  )
  const filled = (text: string): string =>
    text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const value = texts.get(name)
      if (value === undefined) throw new Error(`infra/alert-rules.bicep has no text ${name}`)
      return filled(value)
    })
  return [...bicep.matchAll(/^ {4}query: '((?:[^'\\\n]|\\.)*)'$/gm)].map(([, text = '']) =>
    filled(text).replace(/\\(.)/g, '$1'),
  )
}
