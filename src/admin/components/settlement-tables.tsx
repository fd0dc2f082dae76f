import { Text } from "@medusajs/ui"
import { Link } from "react-router-dom"
import type { SettlementDay, SettlementDifference, SettlementReport } from "../../core/views/admin/settlement"
import { LINK } from "../lib/link"
import { useWords } from "../lib/words"

/** Both sides, day by day. */
export const SettlementDays = ({ days }: { days: SettlementDay[] }) => {
  const { t, amount, date } = useWords()
  return (
    <Sides label={t("settings.settlement")} first={t("settings.day")}>
      {days.map((day) => (
        <tr key={`${day.date}${day.currency_code}`}>
          <th scope="row" className="py-3 pl-4 pr-2 text-left font-normal sm:pl-6">
            {date(day.date)}
          </th>
          <Sum
            amount={amount(day.almara_amount, day.currency_code)}
            below={t("settings.payments", { count: day.almara_count })}
          />
          <Sum
            amount={amount(day.medusa_amount, day.currency_code)}
            below={t("settings.payments", { count: day.medusa_count })}
            isLast
          />
        </tr>
      ))}
    </Sides>
  )
}

/** What stands on one side only, or with another sum on the other. */
export const SettlementDifferences = ({ report: { differences, difference_count } }: { report: SettlementReport }) => {
  const { t, number } = useWords()
  return (
    <div className="flex flex-col py-4">
      <Text size="small" leading="compact" weight="plus" className="px-4 sm:px-6">
        {t("settings.differences")}
      </Text>
      {differences.length === 0 ? (
        <Text size="small" className="text-ui-fg-subtle px-4 pt-2 sm:px-6">
          {t("settings.noDifferences")}
        </Text>
      ) : (
        <Sides label={t("settings.differences")} first={t("settings.payment")}>
          {differences.map((one) => (
            <Difference key={`${one.kind}${one.checkout_id ?? one.payment_id}`} difference={one} />
          ))}
        </Sides>
      )}
      {difference_count > differences.length ? (
        <Text size="small" className="text-ui-fg-subtle px-4 pt-2 sm:px-6">
          {t("settings.moreDifferences", { shown: number(differences.length), all: number(difference_count) })}
        </Text>
      ) : null}
    </div>
  )
}

const Difference = ({ difference: one }: { difference: SettlementDifference }) => {
  const { t, amount, time } = useWords()
  return (
    <tr>
      <th scope="row" className="py-3 pl-4 pr-2 text-left font-normal sm:pl-6">
        <span className="break-words">
          {one.checkout_id ? (
            <Link to={`/almara/${one.checkout_id}`} className={LINK}>
              {one.checkout_reference}
            </Link>
          ) : (
            one.payment_id
          )}
        </span>
        <span className="block">{t(`settings.differenceKinds.${one.kind}`)}</span>
        <span className="text-ui-fg-subtle block">{time(one.at)}</span>
      </th>
      <Sum amount={one.almara_amount === null ? "–" : amount(one.almara_amount, one.currency_code)} />
      <Sum amount={one.medusa_amount === null ? "–" : amount(one.medusa_amount, one.currency_code)} isLast />
    </tr>
  )
}

/** A table of two sums a row, narrow enough for a phone. */
const Sides = ({ label, first, children }: { label: string; first: string; children: React.ReactNode }) => {
  const { t } = useWords()
  return (
    <table className="txt-compact-small w-full table-fixed" aria-label={label}>
      <thead className="text-ui-fg-subtle txt-compact-small-plus">
        <tr>
          <th scope="col" className="py-3 pl-4 pr-2 text-left font-medium sm:pl-6">
            {first}
          </th>
          <th scope="col" className="w-[33%] px-2 py-3 text-right font-medium sm:w-[30%]">
            {t("settings.atAlmara")}
          </th>
          <th scope="col" className="w-[35%] py-3 pl-2 pr-4 text-right font-medium sm:w-[32%] sm:pr-6">
            {t("settings.inMedusa")}
          </th>
        </tr>
      </thead>
      <tbody className="divide-y border-t">{children}</tbody>
    </table>
  )
}

const Sum = ({ amount, below, isLast }: { amount: string; below?: string; isLast?: boolean }) => (
  <td className={`break-words py-3 pl-2 text-right align-top tabular-nums ${isLast ? "pr-4 sm:pr-6" : "pr-2"}`}>
    {amount}
    {below ? <span className="text-ui-fg-subtle block">{below}</span> : null}
  </td>
)
