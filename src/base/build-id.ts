/** Set by scripts/build.mjs. */
declare const __DOX_BUILD__: string | undefined;

/** Tells one build of dox from another, for what is remembered between runs; null where dox was not built. */
export const buildId: string | null = typeof __DOX_BUILD__ === 'string' ? __DOX_BUILD__ : null;
