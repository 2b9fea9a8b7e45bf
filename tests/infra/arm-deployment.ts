import { createHash } from 'node:crypto'
import * as z from 'zod'
import { type ArmFunction, type ArmObject, type ArmValue, evaluate, textOf } from './arm-expression'

const value: z.ZodType<ArmValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(value), z.record(z.string(), value)]),
)
const object = z.record(z.string(), value)
const parameter = z
  .object({
    type: z.string(),
    defaultValue: value.optional(),
    allowedValues: z.array(value).optional(),
    metadata: z.object({ description: z.string() }).loose().optional(),
  })
  .loose()
const resource = z.object({ type: z.string(), name: z.string() }).catchall(value)
export const armTemplate = z.object({
  parameters: z.record(z.string(), parameter).default({}),
  variables: object.default({}),
  resources: z.array(resource),
  outputs: z.record(z.string(), z.object({ type: z.string(), value })).default({}),
})
export type ArmTemplate = z.infer<typeof armTemplate>
export type ArmResource = z.infer<typeof resource>

/** Of which cloud and tenant; what only the deployed resources themselves know. */
export type Cloud = {
  readonly environment: ArmObject
  readonly tenantId: string
  readonly properties: (type: string, name: string) => ArmObject
}

type Deployed = { readonly resources: readonly ArmResource[]; readonly outputs: ArmObject }

/** Every resource that the template and its modules make of these parameters, all expressions evaluated. */
export function deploy(template: ArmTemplate, given: ArmObject, cloud: Cloud): Deployed {
  const modules = new Map<string, ArmObject>()
  const parameters = Object.fromEntries(
    Object.entries(template.parameters).map(([name, { defaultValue }]) => [
      name,
      given[name] ?? defaultValue,
    ]),
  )
  const at = (copyIndex: number) => {
    const functions: Record<string, ArmFunction> = {
      ...plain,
      copyIndex: () => copyIndex,
      parameters: (name) => resolve(parameters[textOf(name)] ?? null),
      variables: (name) => resolve(template.variables[textOf(name)] ?? null),
      environment: () => cloud.environment,
      tenant: () => ({ tenantId: cloud.tenantId }),
      subscription: () => ({ id: '/subscriptions/s', subscriptionId: 's' }),
      reference: (id) => {
        const [type = '', name = ''] = textOf(id).split('#')
        return type === deploymentType ? { outputs: modules.get(name) ?? {} } : cloud.properties(type, name)
      },
    }
    const resolve = (one: ArmValue): ArmValue => {
      if (typeof one === 'string') return evaluate(one, functions)
      if (Array.isArray(one)) return one.map(resolve)
      if (typeof one !== 'object' || one === null) return one
      return Object.fromEntries(
        Object.entries(one).map(([name, inner]) => [textOf(resolve(name)), resolve(inner)]),
      )
    }
    return resolve
  }
  const resolve = at(0)

  const deployModule = (one: ArmResource): readonly ArmResource[] => {
    const { template: inner, parameters: passed } = one['properties'] as ArmObject
    const values = z.record(z.string(), z.object({ value })).parse(resolve(passed ?? {}))
    const innerParameters = Object.fromEntries(
      Object.entries(values).map(([name, held]) => [name, held.value]),
    )
    const deployed = deploy(armTemplate.parse(inner), innerParameters, cloud)
    modules.set(
      one.name,
      Object.fromEntries(Object.entries(deployed.outputs).map(([name, held]) => [name, { value: held }])),
    )
    return deployed.resources
  }
  const resources = template.resources.flatMap((one) => {
    if ('condition' in one && resolve(one['condition'] ?? null) !== true) return []
    if (one.type === deploymentType) return deployModule(one)
    const { copy, ...rest } = one
    const count = copy === undefined ? 1 : Number(resolve((copy as ArmObject)['count'] ?? 1))
    return Array.from({ length: count }, (_, index) => resource.parse(at(index)(rest)))
  })
  const outputs = Object.entries(template.outputs).map(([name, held]) => [name, resolve(held.value)] as const)
  return { resources, outputs: Object.fromEntries(outputs) }
}

const deploymentType = 'Microsoft.Resources/deployments'
const id = (type: ArmValue, ...names: ArmValue[]) => `${textOf(type)}#${names.map(textOf).join('/')}`
const hash = (...given: ArmValue[]) => createHash('sha256').update(JSON.stringify(given)).digest('hex')

const plain: Record<string, ArmFunction> = {
  true: () => true,
  false: () => false,
  null: () => null,
  not: (one) => one !== true,
  empty: (one) => one === null || one === '' || (typeof one === 'object' && Object.keys(one).length === 0),
  length: (one) => (one as ArmValue[]).length,
  sub: (a, b) => Number(a) - Number(b),
  format: (text, ...given) =>
    textOf(text).replaceAll(/\{(\d+)\}/g, (_, index) => textOf(given[Number(index)])),
  replace: (text, from, to) => textOf(text).replaceAll(textOf(from), textOf(to)),
  string: (one) => textOf(one),
  contains: (text, part) => textOf(text).includes(textOf(part)),
  fail: (says) => {
    throw new Error(textOf(says))
  },
  take: (text, count) => textOf(text).slice(0, Number(count)),
  endsWith: (text, end) => textOf(text).endsWith(textOf(end)),
  toLower: (text) => textOf(text).toLowerCase(),
  uniqueString: (...given) => hash(...given).slice(0, 13),
  guid: (...given) => hash(...given).slice(0, 32),
  union: (...given) => Object.assign({}, ...given) as ArmObject,
  createArray: (...given) => given,
  createObject: (...given) =>
    Object.fromEntries(
      given.flatMap((name, index) => (index % 2 === 0 ? [[textOf(name), given[index + 1] ?? null]] : [])),
    ),
  tryGet: (of, name) => (of as ArmObject)[textOf(name)] ?? null,
  coalesce: (...given) => given.find((one) => one !== null) ?? null,
  resourceId: id,
  extensionResourceId: (_, type, ...names) => id(type ?? '', ...names),
  subscriptionResourceId: id,
}
