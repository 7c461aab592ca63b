/** What the keys of the player mean. Typing in a field means itself. */

export type Command =
  | { do: "toggle" }
  | { do: "move"; seconds: number }
  | { do: "frame"; direction: -1 | 1 }
  | { do: "shuttle"; direction: -1 | 1 }
  | { do: "pause" }
  | { do: "live" }
  | { do: "zoom"; factor: number }
  | { do: "mark"; end: "from" | "to" }
  | { do: "snapshot" }
  | { do: "sound" };

interface Pressed {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/** The command of a key, or null. `field` is true while the person types in a field; `button` while a button holds the focus. */
export function commandOf(event: Pressed, field: boolean, button: boolean): Command | null {
  if (field || event.ctrlKey || event.altKey || event.metaKey) return null;
  const far = event.shiftKey ? 10 : 1;
  switch (event.key.length === 1 ? event.key.toLowerCase() : event.key) {
    case " ":
      return button ? null : { do: "toggle" };
    case "ArrowLeft":
      return { do: "move", seconds: -far };
    case "ArrowRight":
      return { do: "move", seconds: far };
    case "PageUp":
      return { do: "move", seconds: -60 };
    case "PageDown":
      return { do: "move", seconds: 60 };
    case ",":
    case "<":
      return { do: "frame", direction: -1 };
    case ".":
    case ">":
      return { do: "frame", direction: 1 };
    case "j":
      return { do: "shuttle", direction: -1 };
    case "k":
      return { do: "pause" };
    case "l":
      return { do: "shuttle", direction: 1 };
    case "End":
      return { do: "live" };
    case "+":
    case "=":
      return { do: "zoom", factor: 0.5 };
    case "-":
      return { do: "zoom", factor: 2 };
    case "i":
      return { do: "mark", end: "from" };
    case "o":
      return { do: "mark", end: "to" };
    case "s":
      return { do: "snapshot" };
    case "m":
      return { do: "sound" };
    default:
      return null;
  }
}
