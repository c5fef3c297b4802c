/** The style of the report's page: light and dark as the reader has it, and for paper. */

export const pageStyle = `
:root{color-scheme:light dark;--ink:light-dark(#1c2024,#e8eaed);--soft:light-dark(#5b636b,#a3abb3);--line:light-dark(#dfe3e7,#33383d);
--ground:light-dark(#fff,#16181b);--card:light-dark(#f5f7f9,#1f2226);--kept:light-dark(#1a7f4b,#4fce8f);--broken:light-dark(#b3261e,#ff8a80);--invalid:light-dark(#9a6200,#ffb84d)}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1120px;padding:2rem 1.25rem 4rem;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground)}
h1{font-size:1rem;font-weight:500;color:var(--soft);margin:0}
h2{font-size:1.05rem;margin:2.5rem 0 .5rem}
.verdict{font-size:1.5rem;line-height:1.3;font-weight:650;margin:.25rem 0 .75rem;padding-left:.75rem;border-left:.3rem solid}
.verdict.kept{border-color:var(--kept)}.verdict.broken{border-color:var(--broken)}.verdict.invalid{border-color:var(--invalid)}
ul{margin:.5rem 0;padding-left:1.25rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(165px,1fr));gap:.75rem;margin:1.5rem 0}
.card{background:var(--card);border-radius:.5rem;padding:.75rem 1rem}
.card b{display:block;font-size:1.35rem;font-weight:650;font-variant-numeric:tabular-nums}
.card span,.note,.what{color:var(--soft);font-size:.85rem}
.what{margin:.15rem 0}
.tables{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(440px,100%),1fr));gap:0 2rem}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(480px,100%),1fr));gap:1.25rem}
.plots svg{width:100%;height:auto}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
th{font-weight:500;color:var(--soft)}
th,td{padding:.25rem .75rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child,.pairs td{text-align:left;padding-left:0}
.pairs td{white-space:normal}
td.no{color:var(--broken)}
summary{cursor:pointer}
@media print{:root{color-scheme:light}body{max-width:none;padding:0;font-size:11px}.plots{grid-template-columns:1fr 1fr}.plots svg,.card,table{break-inside:avoid}section{break-inside:avoid}details:not([open]){display:none}}
`.trim();
