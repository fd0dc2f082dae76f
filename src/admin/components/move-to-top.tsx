import { useLayoutEffect, useRef } from "react"

/**
 * What must be seen first. Medusa renders widgets behind its own sections; this one is moved before them, in the
 * document as well, so that the focus goes the way the eye goes. The hidden mark stays where React put it: what Medusa
 * adds before the widget later is added before the mark.
 */
export const MoveToTop = ({ children }: { children: React.ReactNode }) => {
  const moved = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (moved.current) moved.current.parentElement?.prepend(moved.current)
  }, [])
  return (
    <>
      <span hidden />
      <div ref={moved} data-almara>
        {children}
      </div>
    </>
  )
}
