import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { apiRoutes } from '../../shared/review/api/site'
import { decisionNames } from '../../shared/decisions/decision'
import { fields, filterNames, pageToken } from '../../shared/review/pages/routes'

const named = z.object({ name: z.string(), schema: z.object({ enum: z.array(z.string()).optional() }) })
const operation = z.object({ parameters: z.array(named).default([]) })
const schema = z.object({
  openapi: z.string().startsWith('3.1'),
  paths: z.record(
    z.string(),
    z.record(z.enum(['get', 'post']), operation).or(z.partialRecord(z.enum(['get', 'post']), operation)),
  ),
  components: z.object({
    schemas: z.object({ Action: z.object({ properties: z.record(z.string(), z.unknown()) }) }),
  }),
})
const text = readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8')
const { paths, components } = schema.parse(JSON.parse(text))

it('describes every route of the API, and no other', () => {
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const there = apiRoutes.map(([method, path]) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
  expect(described.sort()).toEqual(there.sort())
})

it.each(['/reports', '/reports.csv', '/reports.json'])('%s takes the filters that there are', (path) => {
  const given = paths[path]?.get?.parameters.map(({ name }) => name)
  expect(given?.sort()).toEqual([...filterNames, pageToken, 'limit'].sort())
})

it('names every action, and every field that one takes', () => {
  expect(paths['/actions/{action}']?.post?.parameters[0]?.schema.enum).toEqual([...decisionNames])
  const { csrf: _csrf, back: _back, ...taken } = fields
  expect(Object.keys(components.schemas.Action.properties).sort()).toEqual(Object.values(taken).sort())
})
