// What was dropped, folders opened to the bottom.
export async function filesOf(transfer) {
  const entries = [...transfer.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = await Promise.all(entries.filter(Boolean).map(opened));
  return found.flat();
}

async function opened(entry) {
  if (entry instanceof File) return [entry];
  if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
  const inside = await inFolder(entry.createReader());
  return (await Promise.all(inside.map(opened))).flat();
}

// A reader hands over a hundred at a time until there are none.
async function inFolder(reader) {
  const all = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return all;
    all.push(...some);
  }
}
