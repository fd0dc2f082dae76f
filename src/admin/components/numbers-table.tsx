import type { DayOfCheckouts } from "../../core/views/admin/statistics"
import { useWords } from "../lib/words"
import { SERIES } from "./series"

/** The chart's numbers, the newest day first; while it is not seen it is still heard. */
export const NumbersTable = ({ days, isSeen }: { days: DayOfCheckouts[]; isSeen: boolean }) => {
  const { t, date, number } = useWords()
  return (
    <div
      className={isSeen ? "max-h-72 overflow-y-auto" : "sr-only"}
      {...(isSeen && { role: "region", tabIndex: 0, "aria-label": t("chart.title") })}
    >
      <table className="txt-compact-small w-full" data-numbers>
        <caption className="sr-only">{t("chart.title")}</caption>
        <thead className="text-ui-fg-subtle">
          <tr>
            <th scope="col" className="py-1 text-left font-medium">
              {t("chart.date")}
            </th>
            {SERIES.map(({ key }) => (
              <th key={key} scope="col" className="py-1 text-right font-medium">
                {t(`chart.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {[...days].reverse().map((day) => (
            <tr key={day.date}>
              <th scope="row" className="py-1 text-left font-normal">
                {date(day.date)}
              </th>
              {SERIES.map(({ key }) => (
                <td key={key} className="py-1 text-right tabular-nums">
                  {number(day[key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
