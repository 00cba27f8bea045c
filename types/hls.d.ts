/** The built hls.js, as it is served, has the types of the package that it is copied from. */
declare module "*/hls.min.mjs" {
  export { default, type ErrorData } from "hls.js";
}
