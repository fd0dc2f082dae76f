import { Checkbox, createDataTableColumnHelper } from "@medusajs/ui"
import { useMemo } from "react"
import type { AdminCallback } from "../../core/views/admin/callback"
import { LINK } from "../lib/link"
import { useWords } from "../lib/words"
import { CallbackBadge } from "./callback-badge"

const column = createDataTableColumnHelper<AdminCallback>()

/** The columns of the inbox; with boxes to select by for those who may replay. */
export const useCallbackColumns = (mayReplay: boolean, onOpen: (callback: AdminCallback) => void) => {
  const { t, exactTime } = useWords()
  return useMemo(
    () => [
      ...(mayReplay ? [selectColumn(t)] : []),
      column.accessor("created_at", {
        header: t("fields.received"),
        // A row is no button: this one is for those who go by keyboard.
        cell: ({ row, getValue }) => (
          <button
            type="button"
            className={LINK}
            onClick={(event) => {
              event.stopPropagation()
              onOpen(row.original)
            }}
          >
            {exactTime(getValue())}
          </button>
        ),
      }),
      column.accessor("state", {
        header: t("fields.state"),
        cell: ({ row }) => <CallbackBadge callback={row.original} />,
      }),
      column.accessor("checkout", {
        header: t("fields.checkoutReference"),
        cell: ({ getValue }) => getValue()?.checkout_reference ?? "–",
      }),
      column.accessor("signed", {
        header: t("fields.signed"),
        cell: ({ getValue }) => (getValue() ? t("common.yes") : t("common.no")),
      }),
      column.accessor("tries", { header: t("fields.tries"), cell: ({ getValue }) => getValue() || "–" }),
      column.accessor("last_error", {
        header: t("fields.error"),
        cell: ({ getValue }) => <span className="pr-6">{getValue() ?? "–"}</span>,
      }),
    ],
    [t, mayReplay],
  )
}

const selectColumn = (t: ReturnType<typeof useWords>["t"]) =>
  column.select({
    header: ({ table }) => (
      <Checkbox
        aria-label={t("list.selectAll")}
        checked={table.getIsSomePageRowsSelected() ? "indeterminate" : table.getIsAllPageRowsSelected()}
        onCheckedChange={(isChecked) => table.toggleAllPageRowsSelected(isChecked === true)}
      />
    ),
    cell: ({ row }) => (
      <Checkbox
        aria-label={t("list.select", { what: row.original.merchant_request_id })}
        checked={row.getIsSelected()}
        onClick={(event) => event.stopPropagation()}
        onCheckedChange={(isChecked) => row.toggleSelected(isChecked === true)}
      />
    ),
  })
