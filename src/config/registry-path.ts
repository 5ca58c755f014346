import { hostName, pathPart } from '../base/image-grammar.ts';

/**
 * Where in a registry images are kept, as the first part of an image's name: `registry.example:5000/team/dox`.
 * The host must be told from a user of Docker Hub: it has a dot or a port, or is `localhost`.
 */
export const registryPath = new RegExp(`^(?=[^/]*[.:]|localhost/)${hostName}(?:/${pathPart})+$`);
