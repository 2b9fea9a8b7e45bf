import { announcedPrefixes, readAnnouncedPrefixes } from './asn-list'
import { attackSimulationList, readAttackSimulation } from './attack-simulation'
import { microsoft365Endpoints, readMicrosoft365 } from './microsoft-365'
import { looksLikePublicIps, readPublicIps } from './public-ips'
import { readServiceTags, serviceTagsFile } from './service-tags'
import { type FeedContent, FeedRefusedError } from './source'

/**
 * Recognises a feed by its content, whatever its name or address.
 * @throws FeedRefusedError when it is none, or a broken one: HTML, cut off, empty, of an unknown shape.
 */
export function readFeed(text: string): FeedContent {
  const start = text.replace(/^\uFEFF/, '').trimStart()
  if (start === '') throw new FeedRefusedError('empty; the feed may have moved')
  if (start.startsWith('<'))
    throw new FeedRefusedError('HTML or XML instead of data; the feed may have moved or want a login')
  if (looksLikePublicIps(start)) return readPublicIps(start)
  return readJsonFeed(parseJson(start))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new FeedRefusedError('neither JSON nor the public IP list, or cut off', { cause })
  }
}

function readJsonFeed(json: unknown): FeedContent {
  const tags = serviceTagsFile.safeParse(json)
  if (tags.success) return readServiceTags(tags.data)
  const endpoints = microsoft365Endpoints.safeParse(json)
  if (endpoints.success) return readMicrosoft365(endpoints.data)
  const simulation = attackSimulationList.safeParse(json)
  if (simulation.success) return readAttackSimulation(simulation.data)
  const announced = announcedPrefixes.safeParse(json)
  if (announced.success) return readAnnouncedPrefixes(announced.data)
  throw new FeedRefusedError('JSON of a shape that no feed has')
}
