import { useLayoutEffect, useRef } from "react"

/**
 * Medusa's drawers that have no trigger of their own leave the focus nowhere: this gives it back to what had it before.
 */
export const useFocusBack = (isOpen: boolean): ((event: Event) => void) => {
  const before = useRef<Element | null>(null)
  useLayoutEffect(() => {
    if (isOpen) before.current = document.activeElement
  }, [isOpen])
  return (event) => {
    event.preventDefault()
    if (before.current instanceof HTMLElement) before.current.focus()
  }
}
