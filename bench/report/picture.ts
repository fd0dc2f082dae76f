interface Entry {
  id: string
  what: string
  ratio: number
  aim: string
  met: boolean | null
}

const ROW = 30
const LEFT = 560
const WIDTH = 1180
const SCALE = 300
/** The ends of the scale; what lies beyond is drawn at its end. */
const SMALLEST = 0.01
const LARGEST = 10
const COLORS = { met: "#2e7d5b", missed: "#b4552d", shown: "#5b6b7a" } as const

/** The ratios as bars on a logarithmic scale; what is as fast as what it is compared with ends at the line. */
export function picture(entries: Entry[]): string {
  const height = entries.length * ROW + 50
  const span = Math.log10(LARGEST / SMALLEST)
  const x = (ratio: number) =>
    LEFT + (SCALE * Math.log10(Math.min(Math.max(ratio, SMALLEST), LARGEST) / SMALLEST)) / span
  const bars = entries.map((entry, place) => {
    const y = 40 + place * ROW
    const color = COLORS[entry.met === null ? "shown" : entry.met ? "met" : "missed"]
    return [
      `<text x="${LEFT - 10}" y="${y + 15}" text-anchor="end">${escape(shorten(`${entry.id}  ${entry.what}`))}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${(x(entry.ratio) - LEFT).toFixed(1)}" height="20" fill="${color}"/>`,
      `<text x="${(x(entry.ratio) + 6).toFixed(1)}" y="${y + 15}">${entry.ratio} × (${escape(entry.aim)})</text>`,
    ].join("\n")
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Measured ratios">
<rect width="100%" height="100%" fill="#ffffff"/>
<line x1="${x(1).toFixed(1)}" y1="24" x2="${x(1).toFixed(1)}" y2="${height - 10}" stroke="#888888" stroke-dasharray="4 3"/>
<text x="${x(1).toFixed(1)}" y="18" text-anchor="middle">1 ×</text>
${bars.join("\n")}
</svg>
`
}

function shorten(text: string): string {
  return text.length > 74 ? `${text.slice(0, 72)}…` : text
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
