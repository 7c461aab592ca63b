/** What every screen is given. */
import type { Book } from "./book";

export interface App {
  readonly book: Book;
  /** Another screen of this page. */
  go(place: string): void;
  /** This screen again, with what is so now. */
  redraw(): void;
  /** A short sentence that passes by. */
  tell(text: string): void;
  /** What is being done right now, said under the bar; null when it is done. */
  working(text: string | null): void;
  /** Runs an act of a person: what stops it becomes a sentence above the screen, which keeps what was typed. */
  run(act: () => Promise<void>): void;
}

/** A screen, and whether it may be drawn again under somebody's hands. */
export interface Screen {
  title: string;
  back: string | null;
  calm: boolean;
  body: HTMLElement;
}
