/** The look of the simulator's pages, light and dark. */
export const style = `
:root {
  --page: #f4f5f2; --card: #ffffff; --text: #1d2622; --quiet: #5a6660; --line: #dfe4e0; --field: #86928b;
  --accent: #0b6b4f; --on-accent: #ffffff; --notice: #fff3cf; --on-notice: #573f00; --bad: #a3241c; --wait: #7a5200;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121715; --card: #1b2320; --text: #e8eeea; --quiet: #a3b0a9; --line: #303b36; --field: #75827b;
    --accent: #5fd0a6; --on-accent: #06281c; --notice: #3a2f0f; --on-notice: #ffe19a; --bad: #ff9d94; --wait: #f2c46d;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 1rem; }
main:has(.wide) { max-width: 56rem; }
.notice { margin: 0; padding: 0.625rem 1rem; background: var(--notice); color: var(--on-notice); text-align: center; }
.card { margin-top: 1rem; padding: 1.25rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card); overflow-wrap: anywhere; }
h1 { margin: 0 0 0.5rem; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 0 0 1rem; font-size: 1.0625rem; }
p { margin: 0 0 1rem; }
.quiet, .sku { color: var(--quiet); }
.sku { display: block; font-size: 0.875rem; }
article + article { padding-top: 1.25rem; border-top: 1px solid var(--line); }
table { width: 100%; border-collapse: collapse; margin: 1.25rem 0 1.5rem; }
th, td { padding: 0.625rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
tbody th { font-weight: 400; }
.amount { text-align: right; white-space: nowrap; }
.state { color: var(--accent); }
.state[data-state="declined"], .state[data-state="canceled"], .state[data-state="expired"] { color: var(--bad); }
.state[data-state="open"], .state[data-state="not final"] { color: var(--wait); }
pre { padding: 0.875rem 1rem; border: 1px solid var(--line); background: var(--page); overflow-x: auto; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.375rem 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; }
label { display: block; margin: 0.75rem 0 0.375rem; color: var(--quiet); }
select, input:not([type="hidden"]) { width: 100%; padding: 0 0.75rem; border: 1px solid var(--field); background: var(--card); color: var(--text); }
button, .button { display: inline-block; width: 100%; padding: 0.6875rem 1.25rem; border: 1px solid var(--field); background: transparent; color: var(--text); text-align: center; text-decoration: none; cursor: pointer; }
button, select, input, .button { min-height: 3rem; border-radius: 0.625rem; font: inherit; }
button.primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
button.danger { border-color: var(--bad); color: var(--bad); }
.buttons { margin-top: 1.25rem; display: flex; flex-wrap: wrap; gap: 0.75rem; }
.buttons > * { flex: 1 1 auto; width: auto; }
.choice button, .pair { margin-top: 0.75rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0.75rem; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`
