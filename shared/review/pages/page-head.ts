import { html } from './page-text'

/** How every page begins, those in a file of their own too: phones make no links of what we break on purpose. */
export const pageHead = html`<meta charset="utf-8" />
  <meta name="viewport" content="width=device-width, initial-scale=1" />
  <meta name="format-detection" content="telephone=no, address=no, email=no, date=no" />
  <meta name="color-scheme" content="light dark" />`
