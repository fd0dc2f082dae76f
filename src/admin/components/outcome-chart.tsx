import { Button, Container, Heading, Text } from "@medusajs/ui"
import { useState } from "react"
import { STATISTICS_DAYS } from "../../core/views/admin/statistics"
import { useStatistics } from "../lib/checkouts"
import { useWords } from "../lib/words"
import { Bars } from "./bars"
import { NumbersTable } from "./numbers-table"
import { SERIES } from "./series"
import { Empty, Failure, Loading } from "./states"

/**
 * Paid, failed and abandoned checkouts by day; the same numbers stand in a table, which is heard, and shown on request.
 */
export const OutcomeChart = () => {
  const { t, percent, number } = useWords()
  const [span, setSpan] = useState<number>(30)
  const [isTable, setIsTable] = useState(false)
  const { data, isPending, isPlaceholderData, isError, error, refetch } = useStatistics(span)
  const shown = isError ? undefined : data
  const ended = shown ? shown.totals.paid + shown.totals.failed + shown.totals.abandoned : 0
  return (
    <Container className="divide-y p-0">
      <div className="flex flex-wrap items-center justify-between gap-3 px-6 py-4">
        <div>
          <Heading level="h2">{t("chart.title")}</Heading>
          <Text size="small" leading="compact" className="text-ui-fg-subtle">
            {t("chart.rate")}:{" "}
            <span className="text-ui-fg-base font-medium">
              {typeof shown?.success_rate === "number" ? percent(shown.success_rate) : "–"}
            </span>{" "}
            · {t("chart.rateHint")}
          </Text>
        </div>
        <SpanChoice span={span} onChoose={setSpan} />
      </div>
      {/* As tall in every state as with the drawing in it: the table below must not jump. */}
      <div className="flex min-h-[225px] flex-col justify-center max-sm:min-h-[268px]">
        {isPending ? <Loading rows={5} /> : null}
        {isError ? <Failure error={error} onRetry={refetch} /> : null}
        {shown && ended === 0 ? <Empty>{t("chart.empty")}</Empty> : null}
        {shown && ended > 0 ? (
          <div
            aria-busy={isPlaceholderData}
            className={`flex flex-col gap-y-3 px-6 py-4 transition-opacity ${isPlaceholderData ? "opacity-50" : ""}`}
          >
            <Bars days={shown.days} label={t("chart.summary", shown.totals)} />
            <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
              <ul className="flex flex-wrap gap-x-4 gap-y-1">
                {SERIES.map(({ key, color }) => (
                  <li key={key} className="txt-compact-small text-ui-fg-subtle flex items-center gap-x-2">
                    <span className="size-2 rounded-full" style={{ background: color }} aria-hidden="true" />
                    {t(`chart.${key}`)}{" "}
                    <span className="text-ui-fg-base tabular-nums">{number(shown.totals[key])}</span>
                  </li>
                ))}
              </ul>
              <Button
                size="small"
                variant="transparent"
                className="-mx-2"
                aria-expanded={isTable}
                onClick={() => setIsTable(!isTable)}
              >
                {t(isTable ? "chart.hideTable" : "chart.showTable")}
              </Button>
            </div>
            <NumbersTable days={shown.days} isSeen={isTable} />
            <Text size="xsmall" className="text-ui-fg-subtle">
              {t("chart.notCounted")}
            </Text>
          </div>
        ) : null}
      </div>
    </Container>
  )
}

const SpanChoice = ({ span, onChoose }: { span: number; onChoose: (days: number) => void }) => {
  const { t } = useWords()
  return (
    <div
      className="bg-ui-bg-subtle border-ui-border-base flex gap-x-0.5 rounded-md border p-0.5"
      role="group"
      aria-label={t("chart.span")}
    >
      {STATISTICS_DAYS.map((days) => (
        <button
          key={days}
          type="button"
          aria-pressed={span === days}
          onClick={() => onChoose(days)}
          className={`txt-compact-small-plus focus-visible:shadow-borders-focus rounded border px-2 py-1 outline-none ${span === days ? "bg-ui-bg-field-component border-ui-border-strong text-ui-fg-base" : "text-ui-fg-subtle border-transparent"}`}
        >
          {t("chart.days", { count: days })}
        </button>
      ))}
    </div>
  )
}
