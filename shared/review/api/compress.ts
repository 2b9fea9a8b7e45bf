import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const compressible = /^(?:text\/|application\/(?:problem\+)?json|image\/svg)/
/** Below, the headers weigh more than what is saved. */
const leastBytes = 1_400

/**
 * The same answer, smaller, where the browser takes it so. Tokens in a page differ with every answer, so that its size
 * tells nothing about them.
 */
export async function compressed(answer: Response, accepted: string | null): Promise<Response> {
  if (!compressible.test(answer.headers.get('content-type') ?? '')) return answer
  answer.headers.append('vary', 'accept-encoding')
  const encoding = /\bbr\b/.test(accepted ?? '') ? 'br' : /\bgzip\b/.test(accepted ?? '') ? 'gzip' : undefined
  if (encoding === undefined) return answer
  const { status, headers } = answer
  const bytes = Buffer.from(await answer.arrayBuffer())
  if (bytes.length < leastBytes) return new Response(bytes, { status, headers })
  headers.set('content-encoding', encoding)
  return new Response(new Uint8Array(await packed(bytes, encoding)), { status, headers })
}

/** A page in a few milliseconds; the last tenth of its size would take many times that. */
const packed = (bytes: Buffer, encoding: 'br' | 'gzip'): Promise<Buffer> =>
  encoding === 'br'
    ? promisify(brotliCompress)(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      })
    : promisify(gzip)(bytes)
