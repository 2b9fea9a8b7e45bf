import * as z from 'zod'
import { addCommandLine } from '../command-line'
import { addFinding, addVictim } from '../collector'
import { optionalText, readObject, texts } from '../fields'
import { parseVerdict } from '../words'
import { type ReadEvidence, evidenceBase, innerAddress } from './evidence-fields'

const blobEvidence = z.object({ url: optionalText })

/** A blob or container of our own storage, under a name that is Microsoft's. */
export const readBlob: ReadEvidence = (entry, path, collector) => {
  const blob = readObject(blobEvidence, entry, path, collector)
  addFinding(collector, { type: 'url', value: blob?.url, from: `${path}.url`, fieldSide: 'own' })
}

const resource = z.object({
  resourceId: optionalText,
  amazonResourceId: optionalText,
  fullResourceName: optionalText,
  resourceName: optionalText,
})

/** A resource of ours in any cloud. */
export const readResource: ReadEvidence = (entry, path, collector) => {
  const own = readObject(resource, entry, path, collector)
  const name = own?.resourceId ?? own?.amazonResourceId ?? own?.fullResourceName ?? own?.resourceName
  addVictim(collector, 'resource', name)
}

const registry = z.object({ registry: optionalText }).nullish()
const image = z.object({ imageId: optionalText, registry }).nullish()

/** Mostly our own registry or a public one, and nothing in the entry tells which: a person may look. */
export const readImage: ReadEvidence = (entry, path, collector) => {
  const { registry: inner, imageId } = readObject(image, entry, path, collector) ?? {}
  const name = inner?.registry ?? registryOfImage(imageId)
  addFinding(collector, {
    type: 'host',
    value: name,
    from: `${path}.imageId`,
    fieldSide: 'unsaid',
    mention: true,
  })
}

/** The part before the first slash is a registry only if it looks like a host: `contoso.azurecr.io/web:1`. */
function registryOfImage(imageId: string | null | undefined): string | undefined {
  return /^([\w-]+(?:\.[\w-]+)+)(?::\d+)?\//.exec(imageId ?? '')?.[1]
}

export const readRegistry: ReadEvidence = (entry, path, collector) => {
  const value = readObject(registry, entry, path, collector)?.registry?.replace(/^https?:\/\/|\/$/g, '')
  addFinding(collector, { type: 'host', value, from: `${path}.registry`, fieldSide: 'unsaid', mention: true })
}

const containerEvidence = z.object({
  ...evidenceBase,
  args: texts,
  command: texts,
  image: z.unknown().optional(),
})

export const readContainer: ReadEvidence = (entry, path, collector) => {
  const container = readObject(containerEvidence, entry, path, collector)
  if (container === undefined) return
  const verdict = parseVerdict(container.verdict)
  addCommandLine(collector, container.command.join(' '), `${path}.command`, verdict)
  addCommandLine(collector, container.args.join(' '), `${path}.args`, verdict)
  if (container.image) readImage(container.image, `${path}.image`, collector)
}

const kubernetesPodEvidence = z.object({ podIp: innerAddress, containers: z.array(z.unknown()).nullish() })

export const readPod: ReadEvidence = (entry, path, collector) => {
  const pod = readObject(kubernetesPodEvidence, entry, path, collector)
  const address = pod?.podIp?.ipAddress
  addFinding(collector, { type: 'ip', value: address, from: `${path}.podIp`, fieldSide: 'own' })
  for (const [i, container] of (pod?.containers ?? []).entries()) {
    readContainer(container, `${path}.containers[${i}]`, collector)
  }
}
