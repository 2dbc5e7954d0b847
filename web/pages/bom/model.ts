import type { Out } from '../../api.ts'
import type { BomAddress, GoBom } from './address.ts'

export type Bill = Out<'boms.show'>
export type Standing = Out<'boms.standing'>
export type Given = { bill: Bill; standing: Standing; at: BomAddress; go: GoBom; zone: string }

/** What a bill is about, with its version. */
export function calledBill(bill: { subject: string | null; subjectVersion: string | null }, nothing: string): string {
  return bill.subject === null ? nothing : [bill.subject, bill.subjectVersion].filter(Boolean).join(' ')
}
