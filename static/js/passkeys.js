// When a passkey cannot be used the page says so; allauth's own script only writes it to the console.
document.addEventListener("allauth.error", (event) => {
  const words = document.getElementById("words");
  const box = document.createElement("p");
  box.className = "notice error";
  box.setAttribute("role", "alert");
  box.textContent = words?.dataset.passkey ?? "The passkey could not be used.";
  document.querySelector("main .notice.error[role=alert]")?.remove();
  document.querySelector("main h1")?.after(box);
  event.preventDefault();
});
