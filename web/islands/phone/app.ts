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
  /** Runs an act of a person: what stops it becomes a sentence that stays until the next act. */
  run(act: () => Promise<void>): void;
}

/** A screen, and whether it may be drawn again under somebody's hands. */
export interface Screen {
  title: string;
  back: string | null;
  calm: boolean;
  body: HTMLElement;
}
