/** A long list to tick in: narrowed while one types, what is ticked always stays in sight, and how many are is said, and who. */

for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-narrows-rows]"))) {
  const rows = [.../** @type {NodeListOf<HTMLTableRowElement>} */ (document.querySelectorAll(`#${field.dataset.narrowsRows} tbody tr`))];
  const said = field.closest("fieldset")?.querySelector("[data-ticked]");
  const named = field.closest("fieldset")?.querySelector("[data-ticked-names]");
  const count = () => {
    const ticked = rows.filter((row) => row.querySelector("input[type=checkbox]:checked"));
    if (said instanceof HTMLElement) said.textContent = (said.dataset.ticked ?? "").replace("{n}", String(ticked.length));
    if (named) named.textContent = ticked.map((row) => row.querySelector("label")?.textContent?.replaceAll(". ", ".\u00a0")).join(", "); // a title stays with its name
  };
  const narrow = () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = row.textContent?.toLowerCase() ?? "";
      row.hidden = !row.querySelector(":checked") && !words.every((word) => text.includes(word));
    }
  };
  const tool = field.closest("[hidden]");
  if (tool instanceof HTMLElement) tool.hidden = false;
  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault()); // it sends no form
  field.form?.addEventListener("change", count);
  count();
}
