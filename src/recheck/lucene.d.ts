/** The package has no types of its own; what `parse` gives is checked by whoever calls it. */
declare module 'lucene' {
  const lucene: { readonly parse: (query: string) => unknown };
  // biome-ignore lint/style/noDefaultExport: the package is CommonJS.
  export default lucene;
}
