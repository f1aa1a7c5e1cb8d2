// Files that are sent together: few enough that a lost connection costs little, and that progress is seen.
const MOST_FILES = 100, MOST_BYTES = 25 * 1024 * 1024;

export class Lot {
  constructor() {
    this.files = [];
    this.bytes = 0;
    this.state = "waiting";
  }

  hasRoom(file) {
    return this.files.length < MOST_FILES && (!this.files.length || this.bytes + file.size <= MOST_BYTES);
  }

  add(file) {
    this.files.push(file);
    this.bytes += file.size;
  }

  // fetch() can't tell how far it is.
  send(address, progress) {
    const body = new FormData(), request = new XMLHttpRequest();
    for (const file of this.files) body.append("file", file, file.name);
    return new Promise((settle) => {
      request.open("POST", address);
      request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf-token]").content);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => progress(event.lengthComputable ? event.loaded / event.total : 0));
      request.addEventListener("load", () => settle({ status: request.status, body: parsed(request.responseText), retryAfter: Number(request.getResponseHeader("Retry-After")) }));
      request.addEventListener("error", () => settle({ status: 0 }));
      request.send(body);
    });
  }
}

export function lotsOf(files) {
  const lots = [];
  for (const file of files) {
    if (!lots.at(-1)?.hasRoom(file)) lots.push(new Lot());
    lots.at(-1).add(file);
  }
  return lots;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
