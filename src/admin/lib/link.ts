/** A link in a running text. Medusa's blue lacks contrast on a light ground; the line makes it known without colour. */
export const LINK = "text-ui-fg-base underline decoration-dotted underline-offset-4 hover:decoration-solid"
