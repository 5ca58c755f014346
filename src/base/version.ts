import about from '../../package.json' with { type: 'json' };

/** The version of this dox, as in package.json. */
export const version: string = about.version;
