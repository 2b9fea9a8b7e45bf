import * as z from 'zod'
import { fixedValues, type FixedValues } from './fixed-values'

/** Settings as they stand in the environment: trimmed, and absent where nothing but blanks was given. */
export type RawSettings = Readonly<Record<string, string | undefined>>

/** What stands beside a setting's schema, so that its documentation is written from it. */
export type SettingDoc = {
  /** One sentence: what it does. */
  readonly what: string
  /** Its unit, or the values it takes. */
  readonly values: string
  /** In one line: who would change it, and when. A setting that nobody would change is none. */
  readonly who: string
  /** As it would be written in the environment. */
  readonly byDefault?: string
  readonly required?: true
  /** Never shown, neither in a fault nor in the log. */
  readonly secret?: true
  /** An empty value says something other than an absent one. */
  readonly emptySays?: string
}

export type SettingFault = { readonly setting: string; readonly fault: string; readonly remedy: string }

/** Settings that stand or fall together: a fault in one stops the functions that need this group, no others. */
export type SettingGroup<Config> = {
  readonly title: string
  readonly neededBy: readonly string[]
  readonly fields: Fields
  /** Throws nothing: the group's configuration, or every fault in it. */
  readonly read: (
    raw: RawSettings,
    fixed?: FixedValues,
  ) => { readonly config: Config } | { readonly faults: SettingFault[] }
}

export type SettingField = z.ZodType<unknown, string | undefined>
type Fields = Readonly<Record<string, SettingField>>
type Doc = Pick<SettingDoc, 'what' | 'values' | 'who' | 'secret' | 'emptySays'>

const settingDocs = z.registry<SettingDoc>()

/** A setting that stands at `byDefault` where the environment names none. */
export function withDefault<T>(schema: z.ZodType<T, string>, byDefault: string, doc: Doc) {
  return schema.prefault(byDefault).register(settingDocs, { ...doc, byDefault })
}

export function optional<T>(schema: z.ZodType<T, string>, doc: Doc) {
  return schema.optional().register(settingDocs, doc)
}

export function required<T>(schema: z.ZodType<T, string>, doc: Doc) {
  const present = z.string({ error: 'is not set' }).pipe(schema)
  return present.register(settingDocs, { ...doc, required: true })
}

/**
 * `config` sees values that are each right by themselves; `check` sees the text, so that faults between settings
 * are found together with the faults in them.
 */
export function settingGroup<Shape extends Record<string, SettingField>, Config>(group: {
  readonly title: string
  readonly neededBy: readonly string[]
  readonly fields: Shape
  readonly check?: (raw: RawSettings) => readonly SettingFault[]
  readonly config: (values: z.output<z.ZodObject<Shape>>, raw: RawSettings, fixed: FixedValues) => Config
}): SettingGroup<Config> {
  const fields = z.object(group.fields)
  return {
    title: group.title,
    neededBy: group.neededBy,
    fields: group.fields,
    read: (raw, fixed = fixedValues) => {
      // Read once in a process: to compile what reads it would take longer than to read it.
      const parsed = fields.safeParse(raw, { jitless: true })
      const issues = parsed.success ? [] : parsed.error.issues
      const faults = [
        ...issues.map((issue) => faultOf(String(issue.path[0]), issue.message, group.fields, raw)),
        ...(group.check?.(raw) ?? []),
      ]
      return parsed.success && faults.length === 0
        ? { config: group.config(parsed.data, raw, fixed) }
        : { faults }
    },
  }
}

function faultOf(setting: string, message: string, fields: Fields, raw: RawSettings): SettingFault {
  const doc = settingDoc(fields[setting])
  const text = raw[setting]
  const shown =
    text === undefined || doc?.secret === true ? '' : ` (it stands at ${JSON.stringify(text.slice(0, 80))})`
  return {
    setting,
    fault: message + shown,
    remedy: `Set it to ${doc?.values ?? 'a value that docs/settings.md names'}.`,
  }
}

export function settingDoc(field: SettingField | undefined): SettingDoc | undefined {
  return field && settingDocs.get(field)
}
