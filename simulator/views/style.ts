/** The look of the simulator's pages, light and dark. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f4f5f2;
  --card: #ffffff;
  --text: #1d2622;
  --quiet: #5a6660;
  --line: #dfe4e0;
  --field: #86928b;
  --accent: #0b6b4f;
  --on-accent: #ffffff;
  --accent-strong: #08543e;
  --notice: #fff3cf;
  --on-notice: #573f00;
  --good: #0b6b4f;
  --bad: #a3241c;
  --wait: #7a5200;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121715;
    --card: #1b2320;
    --text: #e8eeea;
    --quiet: #a3b0a9;
    --line: #303b36;
    --field: #75827b;
    --accent: #5fd0a6;
    --on-accent: #06281c;
    --accent-strong: #86e0bf;
    --notice: #3a2f0f;
    --on-notice: #ffe19a;
    --good: #5fd0a6;
    --bad: #ff9d94;
    --wait: #f2c46d;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--page);
  color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
.notice { margin: 0; padding: 0.625rem 1rem; background: var(--notice); color: var(--on-notice); text-align: center; text-wrap: balance; }
main { max-width: 34rem; margin: 0 auto; padding: 2rem 1rem 3rem; }
main:has(.wide) { max-width: 64rem; }
.card {
  padding: 1.75rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 1rem;
  box-shadow: 0 1px 2px rgb(0 0 0 / 5%), 0 12px 32px rgb(0 0 0 / 5%);
}
.card + .card { margin-top: 1rem; }
h1 { margin: 0 0 0.5rem; font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.01em; text-wrap: balance; }
h2 { margin: 0 0 1rem; font-size: 1.0625rem; }
p { margin: 0 0 1rem; text-wrap: pretty; }
.quiet { color: var(--quiet); overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; margin: 1.25rem 0 1.5rem; }
th, td { padding: 0.625rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td + td, th + th, th + td { padding-left: 1rem; }
thead th { color: var(--quiet); font-size: 0.875rem; font-weight: 500; }
tbody th { font-weight: 400; overflow-wrap: anywhere; }
tfoot th, tfoot td { border-bottom: 0; font-weight: 650; font-size: 1.0625rem; }
.amount { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.sku { display: block; color: var(--quiet); font-size: 0.875rem; }
.amount + td, .amount + th { padding-left: 2rem; }
div[data-live] table:last-child { margin-bottom: 0; }
div[data-live] tbody tr:last-child > * { border-bottom: 0; }
.buttons .button { width: auto; }
.fault { margin: 0; text-wrap: balance; padding: 0.625rem 1rem; border-bottom: 1px solid var(--line); color: var(--bad); text-align: center; }
.state { font-weight: 600; white-space: nowrap; }
.state[data-state="paid"] { color: var(--good); }
.state[data-state="declined"], .state[data-state="canceled"], .state[data-state="expired"] { color: var(--bad); }
.state[data-state="open"], .state[data-state="not final"] { color: var(--wait); }
.answer { overflow-wrap: anywhere; }
pre { margin: 0.75rem 0 1rem; padding: 0.875rem 1rem; border: 1px solid var(--line); border-radius: 0.625rem; background: var(--page); overflow-x: auto; }
ol { margin: 0; padding-left: 1.375rem; }
li + li { margin-top: 0.5rem; }
code { font: 0.875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
fieldset { margin: 0 0 1.25rem; padding: 0; border: 0; }
legend { padding: 0; margin-bottom: 0.375rem; color: var(--quiet); font-size: 0.9375rem; }
.option { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 22rem); gap: 0.5rem 1rem; align-items: center; min-height: 3rem; padding: 0.25rem 0; border-bottom: 1px solid var(--line); }
.option label { display: flex; gap: 0.75rem; align-items: center; min-height: 2.5rem; margin: 0; color: var(--text); font-size: 1rem; cursor: pointer; }
.option input[type="radio"] { flex: none; width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--accent); }
.option select, .option input:not([type="radio"]) { min-height: 2.5rem; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr)); gap: 1rem; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 1.25rem; }
.buttons button { width: auto; }
.buttons.even { display: grid; grid-template-columns: repeat(2, 1fr); }
.buttons.even button { width: 100%; }
.nowrap { white-space: nowrap; }
button, select, input, .button { min-height: 3rem; border-radius: 0.625rem; font: inherit; }
button, .button {
  display: inline-block;
  width: 100%;
  padding: 0.6875rem 1.25rem;
  border: 1px solid var(--field);
  background: transparent;
  color: var(--text);
  font-weight: 550;
  text-align: center;
  text-decoration: none;
  cursor: pointer;
}
button:hover, .button:hover { border-color: var(--text); }
button.primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 650; }
button.danger { border-color: var(--bad); color: var(--bad); }
button.danger:hover { background: var(--bad); border-color: var(--bad); color: var(--card); }
button.primary:hover { border-color: var(--accent-strong); background: var(--accent-strong); }
select, input:not([type="radio"]) { width: 100%; padding: 0 0.75rem; border: 1px solid var(--field); background: var(--card); color: var(--text); }
label { display: block; margin-bottom: 0.375rem; color: var(--quiet); font-size: 0.9375rem; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.choice { display: grid; grid-template-columns: 1fr auto; gap: 0.75rem; align-items: end; }
.choice button { width: auto; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0.75rem; margin-top: 0.75rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.375rem 1.25rem; margin: 1.25rem 0 1.5rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 30rem) {
  main { padding-top: 1rem; }
  .card { padding: 1.25rem; }
  .choice, .option { grid-template-columns: minmax(0, 1fr); }
  .choice button, .buttons button, .buttons .button { width: 100%; }
  .buttons.even { grid-template-columns: 1fr; }
  .option { padding: 0.375rem 0 0.75rem; }
  .option:not(:has(select, input:not([type="radio"]))) { padding-bottom: 0.375rem; }
  dl { gap: 0.375rem 0.875rem; }
}
@media (min-width: 60rem) {
  .buttons.even { grid-template-columns: repeat(4, auto); }
}
@media (max-width: 44rem) {
  .stacked thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacked, .stacked tbody, .stacked tr, .stacked th, .stacked td { display: block; }
  .stacked tr { padding: 0.75rem 0; border-bottom: 1px solid var(--line); }
  .stacked tr:last-child { padding-bottom: 0; border-bottom: 0; }
  .stacked tbody th, .stacked td { display: flex; justify-content: space-between; gap: 1rem; padding: 0.25rem 0; border: 0; text-align: right; }
  .stacked tbody th { font-weight: 600; text-align: left; }
  .stacked td::before { content: attr(data-label); flex: none; color: var(--quiet); }
}
`
