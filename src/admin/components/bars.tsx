import type { DayOfCheckouts } from "../../core/views/admin/statistics"
import { useWords } from "../lib/words"
import { SERIES } from "./series"

const HEIGHT = 96
const WIDTH = 900

/** One bar a day, against a scale of round numbers. */
export const Bars = ({ days, label }: { days: DayOfCheckouts[]; label: string }) => {
  const { t, number, day: dayName } = useWords()
  const top = roundUp(Math.max(1, ...days.map((day) => day.paid + day.failed + day.abandoned)))
  const step = WIDTH / days.length
  const width = Math.max(2, Math.min(40, step * 0.7))
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
      <div
        className="txt-compact-xsmall text-ui-fg-subtle flex h-24 flex-col justify-between text-right tabular-nums"
        aria-hidden="true"
      >
        {[top, ...(top % 2 === 0 ? [top / 2] : []), 0].map((mark) => (
          <span key={mark} className="-my-1.5">
            {number(mark)}
          </span>
        ))}
      </div>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-24 w-full"
        role="img"
        aria-label={label}
      >
        {[0.5, HEIGHT / 2, HEIGHT - 0.5].map((y) => (
          <line key={y} x1="0" x2={WIDTH} y1={y} y2={y} stroke="var(--border-base)" vectorEffect="non-scaling-stroke" />
        ))}
        {days.map((day, index) => {
          let base = HEIGHT
          return (
            <g key={day.date}>
              <title>{`${dayName(day.date)}: ${t("chart.summary", { ...day })}`}</title>
              <rect x={index * step} y={0} width={step} height={HEIGHT} fill="transparent" />
              {SERIES.map(({ key, color }) => {
                const height = (day[key] / top) * HEIGHT
                base -= height
                return height > 0 ? (
                  <rect
                    key={key}
                    x={index * step + (step - width) / 2}
                    y={base}
                    width={width}
                    height={height}
                    fill={color}
                  />
                ) : null
              })}
            </g>
          )
        })}
      </svg>
      <div className="txt-compact-xsmall text-ui-fg-subtle col-start-2 mt-1 flex justify-between" aria-hidden="true">
        <span>{dayName(days[0]?.date ?? "")}</span>
        <span>{dayName(days.at(-1)?.date ?? "")}</span>
      </div>
    </div>
  )
}

/** The next of 1, 2, 4, 6, 10, 20, 40 …: what a scale can be marked with, and its half as well. */
const roundUp = (highest: number): number => {
  const power = 10 ** Math.floor(Math.log10(highest))
  return ([1, 2, 4, 6, 10].find((step) => step * power >= highest) ?? 10) * power
}
