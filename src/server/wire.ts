/** The one file of the server that names what listens; it opens no connection to anybody. */
export { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
export type { AddressInfo } from 'node:net'
export type { Duplex } from 'node:stream'
