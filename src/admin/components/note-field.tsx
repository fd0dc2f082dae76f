import { Label, Text, Textarea } from "@medusajs/ui"

export const SHORTEST_NOTE = 3
const LONGEST_NOTE = 500

interface NoteFieldProps {
  label: string
  hint: string
  /** What is wrong with it; undefined as long as nothing is. */
  problem: string | undefined
  value: string
  onChange: (value: string) => void
}

/** A few words for the timeline. */
export const NoteField = ({ label, hint, problem, value, onChange }: NoteFieldProps) => (
  <div className="flex flex-col gap-y-2">
    <Label size="small" weight="plus" htmlFor="almara-note">
      {label}
    </Label>
    <Textarea
      id="almara-note"
      value={value}
      rows={4}
      maxLength={LONGEST_NOTE}
      aria-describedby="almara-note-hint"
      aria-invalid={problem !== undefined}
      onChange={(event) => onChange(event.target.value)}
    />
    <FieldHint id="almara-note-hint" problem={problem}>
      {hint}
    </FieldHint>
  </div>
)

/** What stands under a field: what one has to know of it, and in its place what is wrong. */
export const FieldHint = ({ id, problem, children }: { id: string; problem: string | undefined; children: string }) => (
  <Text
    id={id}
    size="xsmall"
    className={problem ? "text-ui-fg-error" : "text-ui-fg-subtle"}
    role={problem ? "alert" : undefined}
  >
    {problem ?? children}
  </Text>
)
