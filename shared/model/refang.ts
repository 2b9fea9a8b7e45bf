/** Every rule below needs one of these. */
const DEFANGED = /[[({\])}\\]|^\s*(?:h(?:xx|\*\*)|fx)p/i

/**
 * Undoes the usual ways to make an address or a link unclickable: `20[.]119[.]0[.]42`, `hxxps://foo(dot)example`,
 * `user[at]foo[.]example`. Text that was not defanged comes back unchanged; so do the brackets of `[2001:db8::1]`.
 */
export function refang(text: string): string {
  if (!DEFANGED.test(text)) return text
  return text
    .replace(/[[({]\s*(?:\.|dot)\s*[\])}]/gi, '.')
    .replace(/\[\.|\.\]|\\\./g, '.')
    .replace(/[[({]:[\])}]/g, ':')
    .replace(/[[({]:?\/\/[\])}]/g, (matched) => (matched.includes(':') ? '://' : '//'))
    .replace(/[[({]\s*(?:@|at)\s*[\])}]/gi, '@')
    .replace(/^(\s*)h(?:xx|\*\*|XX)p(s?)(?=:\/\/)/i, '$1http$2')
    .replace(/^(\s*)fxp(s?)(?=:\/\/)/i, '$1ftp$2')
}
