/** The look of the shop: phone first, light and dark. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #faf6f0; --card: #ffffff; --text: #241e19; --quiet: #675d54; --line: #e8dfd4; --field: #94877b;
  --accent: #9c3d1c; --accent-strong: #7d2f14; --on-accent: #ffffff;
  --picture: #f3ebe0; --bad: #a32222; --good: #2c6e41; --note: #fdeee6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #161310; --card: #211c18; --text: #f1eae2; --quiet: #b3a79b; --line: #3a322b; --field: #85786c;
    --accent: #f0a07c; --accent-strong: #f6b899; --on-accent: #2a1208;
    --picture: #d8cdbf; --bad: #ff9b93; --good: #7fd09a; --note: #3a251b;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column;
  background: var(--page); color: var(--text);
  font: 1.0625rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
.top, main, footer { width: 100%; max-width: 62rem; margin-inline: auto; padding-inline: 1.125rem; }
.top { padding-block: 1.125rem; }
.brand { color: inherit; text-decoration: none; font-weight: 700; letter-spacing: .01em; }
main { flex: 1; padding-block: .5rem 2.5rem; }
footer { padding-bottom: 1.25rem; color: var(--quiet); font-size: .875rem; }
footer div { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; justify-content: space-between; padding-top: 1.25rem; border-top: 1px solid var(--line); }
footer p { margin: 0; text-wrap: pretty; }
h1 { margin: 0 0 .5rem; font-size: clamp(1.625rem, 5vw, 2.125rem); line-height: 1.2; letter-spacing: -.01em; text-wrap: balance; }
h2 { margin: 0; font-size: 1.125rem; line-height: 1.3; }
p { margin: 0 0 1rem; }
a { color: var(--accent); }
.lead, .quiet { color: var(--quiet); }
.quiet { font-size: .9375rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 1.25rem; }
.narrow { max-width: 30rem; margin: 1rem auto; }
.amount { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }

.shirts { list-style: none; margin: 1.5rem 0; padding: 0; display: grid; gap: .875rem; }
.shirt { display: grid; grid-template-columns: 5.5rem 1fr auto; gap: 1rem; align-items: center; padding: .875rem; }
.picture { width: 100%; display: block; border-radius: .75rem; background: var(--picture); padding: .5rem; }
.price { margin: .125rem 0 0; color: var(--quiet); font-variant-numeric: tabular-nums; }
.shirt .quiet { margin: 0; }
.quantity { display: grid; gap: .25rem; font-size: .875rem; }
.quantity label { color: var(--quiet); }

button, .button {
  display: inline-block; min-height: 3rem; padding: .75rem 1.25rem; border: 1px solid var(--field); border-radius: .75rem;
  background: transparent; color: var(--text); font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
}
.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.primary:hover { background: var(--accent-strong); border-color: var(--accent-strong); }
.button:hover { border-color: var(--text); }
.wide { display: block; width: 100%; }
:is(a, button, input, select):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
input, select {
  min-height: 3rem; width: 100%; padding: .5rem .75rem; border: 1px solid var(--field); border-radius: .625rem;
  background: var(--card); color: inherit; font: inherit;
}
select { width: 4.75rem; }
input[aria-invalid] { border-color: var(--bad); border-width: 2px; }
.wrong { color: var(--bad); font-size: .875rem; }
fieldset { margin: 0 0 1.5rem; padding: 0; border: 0; display: grid; gap: .875rem; min-width: 0; }
fieldset:last-child { margin-bottom: 0; }
legend { padding: 0; margin-bottom: .625rem; font-weight: 700; }
.field { display: grid; gap: .25rem; min-width: 0; }
.field label { color: var(--quiet); font-size: .9375rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .875rem; align-items: start; }
.choice { display: flex; gap: .75rem; align-items: center; min-height: 3rem; padding: .5rem .875rem; border: 1px solid var(--field); border-radius: .625rem; }
.choice input { width: 1.25rem; min-height: 1.25rem; margin: 0; accent-color: var(--accent); }
.choice .amount { margin-left: auto; }

.checkout { display: grid; gap: 1rem; margin-top: 1.25rem; align-items: start; }
.summary h2 { margin-bottom: .5rem; }
.summary .quiet { margin: .75rem 0 0; text-align: center; }
table { width: 100%; border-collapse: collapse; margin-bottom: 1.25rem; }
th { font-weight: inherit; text-align: left; }
th, td { padding: .625rem 0; border-bottom: 1px solid var(--line); vertical-align: baseline; }
tfoot th, tfoot td { border: 0; font-weight: 700; font-size: 1.1875rem; }

.problem { margin: 1rem 0; padding: .875rem 1rem; border-left: 4px solid var(--accent); border-radius: .5rem; background: var(--note); }
.result { text-align: center; padding-block: 2rem; }
.result h1 { font-size: 1.625rem; }
.result p { margin-bottom: 0; text-wrap: balance; }
.result dl { margin: 1.5rem 0 0; display: grid; gap: .5rem; text-align: left; }
.result .problem { margin-top: 1.5rem; }
.actions { margin-top: 1.5rem; display: grid; gap: .75rem; }
.result dl div { display: flex; justify-content: space-between; gap: 1rem; padding-bottom: .5rem; border-bottom: 1px solid var(--line); }
.result [data-waiting]:empty { display: none; }
.result dt { color: var(--quiet); }
.result dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; }
.sign { width: 4rem; height: 4rem; margin-bottom: 1rem; fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; }
.sign.good { color: var(--good); }
.sign.waiting { color: var(--accent); }
.sign.bad { color: var(--bad); }

[hidden] { display: none !important; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 1rem; z-index: 1; padding: .5rem 1rem; background: var(--card); }

@media (min-width: 48rem) {
  .shirts { grid-template-columns: repeat(3, 1fr); gap: 1.25rem; }
  .shirt { grid-template-columns: 1fr auto; padding: 1.125rem; }
  .about { display: contents; }
  .about h2 { grid-column: 1 / -1; }
  .quantity { display: flex; align-items: center; gap: .625rem; }
  .picture { grid-column: 1 / -1; padding: 1.25rem; }
  form > .primary.wide { width: auto; min-width: 12rem; }
  .result form > .primary.wide { width: 100%; }
  .checkout { grid-template-columns: 1fr 22rem; gap: 1.25rem; }
  .card { padding: 1.5rem; }
  .summary { position: sticky; top: 1rem; }
}
`
