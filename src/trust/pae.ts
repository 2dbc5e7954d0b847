import { Buffer } from 'node:buffer'

/** The bytes that a DSSE signature is over (DSSE 1.0.2, protocol.md): type and payload, each behind its length in bytes. */
export function preAuthEncoding(type: string, payload: Uint8Array): Buffer {
  const typeBytes = Buffer.byteLength(type)
  return Buffer.concat([Buffer.from(`DSSEv1 ${typeBytes} ${type} ${payload.length} `), payload])
}
