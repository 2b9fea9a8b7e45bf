import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

/** One alert as a product wrote it; `kind` is the folder or the format it belongs to. */
export type Sample = { readonly kind: string; readonly text: string }
export type Samples = { readonly what: string; readonly samples: readonly Sample[] }

const FIXTURES = join(process.cwd(), 'tests/fixtures/alerts')
const dialects = z.array(z.object({ format: z.string(), body: z.unknown() }))

/** Every alert of the folder, as it stands there; the fixtures of the tests where there is no such folder. */
export function readSamples(folder: string): Samples {
  if (!existsSync(folder))
    return { what: 'tests/fixtures/alerts (no sample folder at hand)', samples: fixtures() }
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\/.*\.json$/.test(file),
  )
  const samples = files
    .toSorted()
    .map((file) => ({ kind: file.split('/', 1)[0] ?? '', text: readFileSync(join(folder, file), 'utf8') }))
  return { what: folder, samples }
}

function fixtures(): readonly Sample[] {
  const read = (file: string): string => readFileSync(join(FIXTURES, file), 'utf8')
  const listed = dialects.parse(JSON.parse(read('dialects.json'))).map(({ format, body }) => ({
    kind: format.split('.', 1)[0] ?? format,
    text: typeof body === 'string' ? body : JSON.stringify(body),
  }))
  return [{ kind: 'graph', text: read('founding-case.json') }, ...listed]
}
