/** The parts of an image's name, as sources of regular expressions: the distribution project's reference grammar. */

/** One part of the path between slashes: `library`, `my_image`. */
export const pathPart = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';

/** A registry's host, with or without its port: `registry.example:5000`. */
export const hostName = '[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?';
