import type { Claim } from '#advisories'
import type { Because } from './report.ts'
import type { Subject } from './subject.ts'

/** What would settle a doubt about a component that its maker's words name, in one sentence. */
export function settleProduct({ component }: Subject, told: readonly (Claim & { because?: Because })[]): string {
  const { name, orderNumber, version } = component
  const because = told.find(claim => claim.verdict === 'undecided')?.because
  switch (because?.rule) {
    case 'version-missing':
      return `State the version of ${name}.`
    case 'product-ambiguous':
      return orderNumber === undefined
        ? `State the order number of ${name}: the advisory tells products of this name apart by it.`
        : `Tell which product ${name} (${orderNumber}) is: ${because.wanted ?? ''}.`
    case 'product-possible':
      return `Tell whether ${name} is ${because.identity ?? 'the product of the advisory'}, and keep the answer as a rule.`
    case 'product-condition':
      return `Compare ${name} with what the advisory wants besides: ${because.wanted ?? ''}.`
    case 'under-investigation':
      return `Wait for the maker of ${name}: it is still looking into it.`
    default:
      return `Compare version ${version ?? ''} of ${name} with the advisory by hand.`
  }
}
