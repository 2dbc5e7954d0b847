import { text, time, useAddress } from '../address.ts'
import { AllLots } from './lots/all-lots.tsx'
import { ReverseForm } from './lots/reverse-form.tsx'
import { LotsThatMet } from './lots/that-met.tsx'

/** Lots that were made; or, asked the other way round, the lots that met a version or an advisory, shipped ones first. */
export function Page() {
  const [{ with: question, on, at }, go] = useAddress({ with: text(), on: text(), at: time() })
  const form = (
    <ReverseForm
      key={`${question}\n${on}`}
      question={question}
      asset={on}
      onAsk={(question, asset) => go({ with: question, on: asset }, { push: true })}
    />
  )
  return question === '' ? (
    <AllLots form={form} />
  ) : (
    <LotsThatMet question={question} asset={on} at={at} onAt={at => go({ at })} form={form} />
  )
}
