/**
 * What others say is wrong with which versions: records of many sources as claims by somebody at a time, what is known of
 * exploitation, and the compiled index that answers for a component in one read. Whether we are affected is decided in
 * `matching`.
 */
export type { Advisory, Affected, Cvss, Severity, Signal } from './advisory.ts'
