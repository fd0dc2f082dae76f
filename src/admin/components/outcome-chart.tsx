import { Container, Heading, Text } from "@medusajs/ui"
import { useState } from "react"
import { STATISTICS_DAYS, type DayOfCheckouts } from "../../core/admin-statistics"
import { useStatistics } from "../lib/checkouts"
import { useWords } from "../lib/words"
import { Empty, Failure, Loading } from "./states"

/** The three ends of a checkout, with the colours of their badges. */
const SERIES = [
  { key: "paid", color: "var(--tag-green-icon)" },
  { key: "failed", color: "var(--tag-red-icon)" },
  { key: "abandoned", color: "var(--tag-neutral-icon)" },
] as const
const HEIGHT = 96
const WIDTH = 900

/** Paid, failed and abandoned checkouts by day; the same numbers stand in a table for those who do not see the drawing. */
export const OutcomeChart = () => {
  const { t, percent } = useWords()
  const [span, setSpan] = useState<number>(30)
  const { data, isPending, isError, error, refetch } = useStatistics(span)
  const ended = data ? data.totals.paid + data.totals.failed + data.totals.abandoned : 0
  return (
    <Container className="divide-y p-0">
      <div className="flex flex-wrap items-center justify-between gap-3 px-6 py-4">
        <div>
          <Heading level="h2">{t("chart.title")}</Heading>
          <Text size="small" leading="compact" className="text-ui-fg-subtle">
            {t("chart.rate")}: <span className="text-ui-fg-base font-medium">{typeof data?.success_rate === "number" ? percent(data.success_rate) : "–"}</span> · {t("chart.rateHint")}
          </Text>
        </div>
        <SpanChoice span={span} onChoose={setSpan} />
      </div>
      {isPending ? <Loading rows={4} /> : null}
      {isError ? <Failure error={error} onRetry={refetch} /> : null}
      {data && ended === 0 ? <Empty>{t("chart.empty")}</Empty> : null}
      {data && ended > 0 ? (
        <div className="flex flex-col gap-y-3 px-6 py-4">
          <Bars days={data.days} label={t("chart.summary", data.totals)} />
          <ul className="flex flex-wrap gap-x-4 gap-y-1">
            {SERIES.map(({ key, color }) => (
              <li key={key} className="txt-compact-small text-ui-fg-subtle flex items-center gap-x-2">
                <span className="size-2 rounded-full" style={{ background: color }} aria-hidden="true" />
                {t(`chart.${key}`)} <span className="text-ui-fg-base tabular-nums">{data.totals[key]}</span>
              </li>
            ))}
          </ul>
          <NumbersTable days={data.days} />
        </div>
      ) : null}
    </Container>
  )
}

const SpanChoice = ({ span, onChoose }: { span: number; onChoose: (days: number) => void }) => {
  const { t } = useWords()
  return (
    <div className="bg-ui-bg-component shadow-borders-base flex rounded-md p-0.5" role="group" aria-label={t("chart.span")}>
      {STATISTICS_DAYS.map((days) => (
        <button
          key={days}
          type="button"
          aria-pressed={span === days}
          onClick={() => onChoose(days)}
          className={`txt-compact-small-plus focus-visible:shadow-borders-focus rounded px-2 py-1 outline-none ${span === days ? "bg-ui-bg-base text-ui-fg-base shadow-elevation-card-rest" : "text-ui-fg-subtle"}`}
        >
          {t("chart.days", { count: days })}
        </button>
      ))}
    </div>
  )
}

const Bars = ({ days, label }: { days: DayOfCheckouts[]; label: string }) => {
  const { t, day: dayName } = useWords()
  const highest = Math.max(1, ...days.map((day) => day.paid + day.failed + day.abandoned))
  const step = WIDTH / days.length
  const width = Math.max(2, Math.min(40, step * 0.7))
  return (
    <div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className="h-24 w-full" role="img" aria-label={label}>
        <line x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} stroke="var(--border-base)" vectorEffect="non-scaling-stroke" />
        {days.map((day, index) => {
          let base = HEIGHT
          return (
            <g key={day.date}>
              <title>{`${dayName(day.date)}: ${t("chart.summary", { ...day })}`}</title>
              <rect x={index * step} y={0} width={step} height={HEIGHT} fill="transparent" />
              {SERIES.map(({ key, color }) => {
                const height = (day[key] / highest) * (HEIGHT - 4)
                base -= height
                return height > 0 ? <rect key={key} x={index * step + (step - width) / 2} y={base} width={width} height={height} fill={color} /> : null
              })}
            </g>
          )
        })}
      </svg>
      <div className="txt-compact-xsmall text-ui-fg-subtle mt-1 flex justify-between" aria-hidden="true">
        <span>{dayName(days[0]?.date ?? "")}</span>
        <span>{dayName(days.at(-1)?.date ?? "")}</span>
      </div>
    </div>
  )
}

const NumbersTable = ({ days }: { days: DayOfCheckouts[] }) => {
  const { t } = useWords()
  return (
    <table className="sr-only">
      <caption>{t("chart.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("chart.date")}</th>
          {SERIES.map(({ key }) => (
            <th key={key} scope="col">
              {t(`chart.${key}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <tr key={day.date}>
            <th scope="row">{day.date}</th>
            {SERIES.map(({ key }) => (
              <td key={key}>{day[key]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
