// A button beside what is there to be copied.
export function offerCopies(root) {
  const words = document.getElementById("words");
  for (const box of root.querySelectorAll("[data-copy]:not([data-ready])")) {
    box.dataset.ready = "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = words?.dataset.copy ?? "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(box.querySelector("input").value);
      button.textContent = words?.dataset.copied ?? "Copied";
    });
    box.append(button);
  }
}
