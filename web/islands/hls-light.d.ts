/** The light build (no subtitles, no encryption, no second sound tracks) speaks as the full one does. */
declare module "hls.js/light" {
  export * from "hls.js";
  export { default } from "hls.js";
}
