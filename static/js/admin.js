// The boxes one types into to find a person or team carry the name of their field. Runs after Django has made them.
window.django?.jQuery(() => {
  for (const box of document.querySelectorAll(".select2-search__field")) {
    const label = box.closest(".form-row")?.querySelector("label");
    if (label) box.setAttribute("aria-label", label.textContent.trim());
  }
});
