import { toHttpHeadersLike, type RequestPolicy } from '@azure/core-http-compat'
import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type RequestBodyType,
} from '@azure/core-rest-pipeline'

/** The same client for the libraries of queues and blobs, which take one in the shape of an earlier generation. */
export function inEarlierShape(client: HttpClient): RequestPolicy {
  return {
    sendRequest: async (given) => {
      const { url, method, agent, abortSignal, streamResponseStatusCodes } = given
      const request = createPipelineRequest({
        url,
        method,
        headers: createHttpHeaders(given.headers.toJson({ preserveCase: true })),
        // An account's URL says whether it is https; Azurite's is not.
        allowInsecureConnection: true,
      })
      const body = given.body as RequestBodyType
      const sent = Object.assign(request, { body, agent, abortSignal, streamResponseStatusCodes })
      const { headers, ...response } = await client.sendRequest(sent)
      return { ...response, headers: toHttpHeadersLike(headers), request: given }
    },
  }
}
