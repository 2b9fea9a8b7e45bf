import { addFinding } from '../collector'
import { optionalText, readObject, shape } from '../fields'
import type { ReadEvidence } from './evidence-fields'

const image = shape({ imageId: optionalText })

/** Mostly of our own registry or a public one, and nothing in the entry tells which: a person may look. */
export const readImage: ReadEvidence = (entry, path, collector) => {
  const imageId = readObject(image, entry, path, collector)?.imageId ?? ''
  const from = `${path}.imageId`
  // The part before the first slash is a registry only if it looks like a host: `contoso.azurecr.io/web:1`.
  const value = /^([\w-]+(?:\.[\w-]+)+)(?::\d+)?\//.exec(imageId)?.[1]
  addFinding(collector, { type: 'host', value, from, fieldSide: 'unsaid', mention: true })
}

const registry = shape({ registry: optionalText })

export const readRegistry: ReadEvidence = (entry, path, collector) => {
  const value = readObject(registry, entry, path, collector)?.registry?.replace(/^https?:\/\/|\/$/g, '')
  addFinding(collector, { type: 'host', value, from: `${path}.registry`, fieldSide: 'unsaid', mention: true })
}
