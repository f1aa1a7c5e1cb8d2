// Help while a workout is typed: lines that go on as they began, and parts that are put in with one press.
const BEGIN = /^(\s*)([-*•])(\s+)/;

const SNIPPETS = {
  warmup: (s) => `Warm up\n- ${s === "swim" ? "300mtr 80%" : "15m 50-75%"}\n`,
  steady: (s) => (s === "swim" ? "- 400mtr 90%\n" : s === "run" ? "- 30m 75-85%\n" : "- 30m 65-75%\n"),
  repeat: (s) => (s === "swim" ? "8x\n- 100mtr 100%\n- rest 20s\n" : s === "run" ? "5x\n- 1km 100%\n- recovery 2m 70%\n" : "4x\n- 8m 95%\n- recovery 3m 50%\n"),
  ramp: () => "- ramp 10m 50-90%\n",
  cooldown: (s) => `Cool down\n- ${s === "swim" ? "200mtr 75%" : "10m 50%"}\n`,
};

// Through the browser's own editing, so that undo takes it back.
export function typeIn(area, text) {
  area.focus();
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function offerSnippets(editor, sport) {
  const tools = editor.querySelector("[data-tools]"), area = editor.querySelector("textarea");
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const name = event.target.closest("[data-snippet]")?.dataset.snippet;
    if (name) addPart(area, SNIPPETS[name](sport()));
  });
}

// Behind the line of the cursor, set apart from what is there.
function addPart(area, part) {
  const end = area.value.indexOf("\n", area.selectionEnd), at = end < 0 ? area.value.length : end;
  const before = area.value.slice(0, at).trimEnd();
  area.focus();
  area.setSelectionRange(before.length, at);
  const isStep = part.startsWith("-") && !/x\b[^\n]*\n(?:[^\n]+\n?)*$/.test(before);
  typeIn(area, `${before ? (isStep ? "\n" : "\n\n") : ""}${part.trimEnd()}${area.value.slice(at).trim() ? "\n" : ""}`);
}

// Enter begins the next step as the last one began; on an empty step it ends the list.
export function goOn(event, area) {
  if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const at = area.selectionStart;
  if (at !== area.selectionEnd) return;
  const start = area.value.lastIndexOf("\n", at - 1) + 1, line = area.value.slice(start, at), begin = BEGIN.exec(line);
  const repeat = /^(\s*)(?:.*\s)?\d+\s*[x×]\s*$/.exec(line);
  if (!begin && !repeat) return;
  event.preventDefault();
  if (begin && line.trim() === begin[2]) {
    area.setSelectionRange(start, at);
    typeIn(area, "");
  } else typeIn(area, begin ? `\n${begin[1]}${begin[2]} ` : `\n${repeat[1]}- `);
}
