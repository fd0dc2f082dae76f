import { useEffect, useRef } from "react"

/**
 * Medusa's icon buttons take no name of their own: who does not see the icon hears this one, and no nameless pictures.
 */
export const LabelIconButtons = ({ label, children }: { label: string; children: React.ReactNode }) => {
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    place.current?.querySelector("button:not([aria-label])")?.setAttribute("aria-label", label)
    for (const picture of place.current?.querySelectorAll('[role="img"]:not([aria-label])') ?? [])
      picture.setAttribute("aria-hidden", "true")
  })
  return (
    <span ref={place} className="contents">
      {children}
    </span>
  )
}

/** The same for what Medusa's table opens over the page, which has neither a name nor a place to give it one. */
export const usePopoverLabel = (label: string): void => {
  useEffect(() => {
    const name = () =>
      document
        .querySelectorAll('[role="dialog"]:not([aria-label], [aria-labelledby])')
        .forEach((popover) => popover.setAttribute("aria-label", label))
    const observer = new MutationObserver(name)
    observer.observe(document.body, { childList: true })
    return () => observer.disconnect()
  }, [label])
}
