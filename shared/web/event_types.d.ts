// The catalogue as scripts/build_web.mjs reads it from shared/schema/event_types.def: the pages never keep a list of
// their own.
declare module "hookloop:event_types" {
  export const consoleNames: Readonly<Record<string, string>>;
}
