import { Copy } from "@medusajs/ui"
import { useWords } from "../lib/words"

export interface Fact {
  label: string
  value: string | null
  /** Whether people copy it, to look it up or to send it to somebody. */
  isCopied?: boolean
}

/** What is known, one row each; what is not known yet is left out. */
export const FactList = ({ facts }: { facts: Fact[] }) => {
  const { t } = useWords()
  return (
    <dl className="flex flex-col gap-y-2">
      {facts.flatMap(({ label, value, isCopied }) =>
        value === null || value === ""
          ? []
          : [
              <div key={label} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-start gap-x-3">
                <dt className="txt-compact-small text-ui-fg-subtle">{label}</dt>
                <dd className="txt-compact-small text-ui-fg-base flex items-start justify-between gap-x-1">
                  <span className="min-w-0 break-words">{value}</span>
                  {isCopied ? (
                    <Copy
                      content={value}
                      className="text-ui-fg-muted mt-0.5 shrink-0"
                      aria-label={t("common.copy", { what: label })}
                    />
                  ) : null}
                </dd>
              </div>,
            ],
      )}
    </dl>
  )
}
