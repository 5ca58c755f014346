import { parseRoute, type Route, routeHash } from './route.ts';

/** How long one stays at a place before the address tells it, in milliseconds: browsers refuse who changes it too often. */
const settled = 200;
let timer = 0;

/** Lets the address tell the place in the view that is shown, so that it can be copied and gone back to. */
export function keepAddress(route: Route): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (parseRoute(location.hash).view === route.view) history.replaceState(null, '', routeHash(route));
  }, settled);
}
