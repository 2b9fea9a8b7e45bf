import { type SettingField, settingDoc } from './setting-group'
import { settingGroups } from './settings'

const introduction = `# Settings

Every setting is an environment variable: an app setting in Azure, a line under \`Values\` in \`local.settings.json\` on
a desk. Blanks around a value do not count, and an empty value is an absent one unless said otherwise. A list stands
between commas or blanks. A fault stops the functions that need the setting and no others; all faults are listed in
one message, each with its remedy.

This page is written by \`node scripts/write-settings-doc.mjs\` from the schema in \`shared/settings/\`; a test holds the
two against each other.
`

/** docs/settings.md as it has to be: a table for each group. */
export function settingsDocument(): string {
  const sections = Object.values(settingGroups).map(({ title, neededBy, fields }) =>
    [`## ${title}`, '', `Needed by ${neededBy.map(functionName).join(', ')}.`, '', ...tableOf(fields)].join(
      '\n',
    ),
  )
  return [introduction, ...sections.map((section) => `${section}\n`)].join('\n')
}

function tableOf(fields: Readonly<Record<string, SettingField>>): string[] {
  const rows = Object.entries(fields).map(([name, field]) => {
    const doc = settingDoc(field)
    const values = [doc?.values, doc?.emptySays && `empty: ${doc.emptySays}`].filter(Boolean).join('; ')
    const what = doc?.secret === true ? `${doc.what} Secret: never logged.` : doc?.what
    return `| \`${name}\` | ${byDefault(field)} | ${values} | ${what ?? ''} | ${doc?.who ?? ''} |`
  })
  return [
    '| setting | default | unit, values | what it does | who changes it, and when |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ]
}

function byDefault(field: SettingField): string {
  const doc = settingDoc(field)
  if (doc?.required === true) return '**required**'
  return doc?.byDefault === undefined ? '–' : `\`${doc.byDefault}\``
}

const functionName = (name: string) => (name.includes(' ') ? name : `\`${name}\``)
