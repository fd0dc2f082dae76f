/** A label and what is known about it, as on Medusa's own settings pages. */
export const SettingRow = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <div className="txt-compact-small grid w-full grid-cols-1 items-start gap-x-4 gap-y-1 px-6 py-4 sm:grid-cols-2">
    <dt className="text-ui-fg-subtle txt-compact-small-plus">{label}</dt>
    <dd className="text-ui-fg-base min-w-0 break-words">{children}</dd>
  </div>
)
