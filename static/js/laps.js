// A row of a table that stands for a stretch of the session shows that stretch in the charts.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-stretch]");
  if (!button) return;
  document.dispatchEvent(new CustomEvent("lap-chosen", { detail: button.dataset.stretch.split(",").map(Number) }));
  document.querySelector("session-charts")?.scrollIntoView({ block: "start" });
});
