import Mustache from 'mustache'
import { wrap } from './plain-text'
import { shippedTemplates, type Templates, type TextName } from './shipped-templates'
import type { Places } from './template-places'

/**
 * A text with its places filled in, paragraphs broken at 76 characters, no two empty lines in a row. Values are single
 * lines and are not read as templates again, so none can add a place or a line.
 */
export function renderText(name: TextName, places: Places, templates: Templates = shippedTemplates): string {
  const filled = Mustache.render(templates[name], places, templates, { escape: String })
  const lines = filled.split('\n').map((line) => wrap(line, ' '.repeat(hangOf(line))))
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** Where the later lines of a paragraph begin: under the value of a table, else under the first word. */
function hangOf(line: string): number {
  const label = /^ *\S(?:.{0,17}?\S)? {2,}(?=\S)/.exec(line)?.[0].length ?? 0
  return label > 0 && label <= 20 ? label : line.length - line.trimStart().length
}
