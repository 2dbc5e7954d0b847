import { Problem } from '#base'
import { everyHeader } from './gate.ts'
import { problemDocument } from './problem-document.ts'
import type { Duplex, ServerResponse } from './wire.ts'

/** Answers bytes that never became a request, or that stopped in the middle of one, and ends their connection. */
export function answerUnparsed(
  error: Error & { code?: string },
  socket: Duplex,
  begun: ServerResponse | undefined,
): void {
  // What was begun for this connection would be cut in two.
  const isFree = begun === undefined || begun.writableEnded || !begun.headersSent
  if (error.code !== 'ECONNRESET' && socket.writable && isFree) {
    const document = problemDocument(faultOf(error.code), 'none')
    const body = JSON.stringify(document)
    const head = [
      `HTTP/1.1 ${document.status} ${document.title}`,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      'cache-control: no-store',
      ...Object.entries(everyHeader).map(([name, value]) => `${name}: ${value}`),
      'connection: close',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  }
  socket.destroy(error)
}

/** By the codes of Node's parser and its clock. */
function faultOf(code: string | undefined): Problem {
  if (code === 'HPE_INVALID_EOF_STATE')
    return new Problem('server/cut', 'Cannot read this request: it ends in the middle')
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem('server/headers', 'Cannot read this request: its headers are too long', {
      wanted: 'up to 16 KiB',
    })
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new Problem('server/slow', 'Cannot read this request: its headers came too slowly')
  return new Problem('server/not-http', 'Cannot read this request: it is no HTTP/1.1', {
    next: 'ask by http, or by https where a proxy speaks it',
  })
}
