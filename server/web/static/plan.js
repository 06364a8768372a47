/** A plan that grows: its figures as they come, the whole page again when it has ended. */

const card = document.querySelector("[data-plan]");
const places = { id: "id-ID", en: "en-GB" };
const figure = new Intl.NumberFormat(places[card.dataset.lang] ?? "id-ID", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

const source = new EventSource(`/api/v1/plans/${card.dataset.plan}/events`);
source.addEventListener("progress", (event) => show(JSON.parse(event.data)));
source.addEventListener("state", () => {
  source.close();
  location.reload();
});

function show(progress) {
  put("planned", progress.planned);
  put("of", progress.of);
  put("seconds", figure.format(progress.seconds));
  /** @type {HTMLProgressElement} */
  const bar = card.querySelector("[data-bar]");
  bar.max = progress.of || 1;
  bar.value = progress.planned;
}

function put(name, value) {
  const place = card.querySelector(`[data-show=${name}]`);
  if (place) place.textContent = value;
}
