/** What stands in the booking form, said in words beside its buttons as it is filled in. */

import { dayOf, timeOfDay } from "./words.js";

/** @type {HTMLElement | null} */
const said = document.querySelector("[data-chosen]");
const form = said?.closest("form");
if (said && form) {
  const { zone, chair = "" } = said.dataset;
  const says = { zone, chair, lang: document.documentElement.lang };
  const say = () => {
    const filled = told(form, says);
    for (const one of /** @type {NodeListOf<HTMLElement>} */ (said.querySelectorAll("[data-says]"))) {
      one.textContent = filled[one.dataset.says ?? ""] || (said.dataset.chosen ?? "");
    }
  };
  form.addEventListener("input", say);
  form.addEventListener("change", say);
  say();
}

/** What is filled in, by what is said of it; "" for what is not. */
function told(form, { zone, chair, lang }) {
  const typed = new FormData(form);
  const leads = typed.get("chair");
  const name = (id) => form.querySelector(`label[for="p-${id}"]`)?.textContent?.replaceAll(". ", ".\u00a0") ?? ""; // a title stays with its name
  const panel = typed.getAll("panel").map((id) => (id === leads ? chair.replace("{name}", name(id)) : name(id)));
  return { regency: typed.get("regency"), when: when(typed, zone, lang), panel: panel.join(", "), room: room(form) };
}

/** The date and time on the programme's clock, `Kamis, 10 Desember, 10.30 WIB`. */
function when(typed, zone, lang) {
  const at = Date.parse(`${typed.get("date")}T${typed.get("time")}Z`); // read and said in UTC: the clock's own figures
  if (Number.isNaN(at)) return "";
  const clock = { zone: "UTC", lang };
  return `${dayOf(at, clock)}, ${timeOfDay(at, clock, false)} ${zone}`;
}

function room(form) {
  const field = form.elements.namedItem("room");
  return field instanceof HTMLSelectElement ? field.selectedOptions[0]?.textContent : "";
}
