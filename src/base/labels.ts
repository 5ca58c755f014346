/** The labels by which dox knows its own objects in an engine; clean-up goes by these, never by a name. */
export const Label = {
  /** What it is: `run`, `service`, `resolve`, `probe`, `prepared`, `built`, `curated`. Everything that dox makes carries it. */
  kind: 'io.dox.kind',
  /** The project's name. */
  project: 'io.dox.project',
  /** The run that made it. */
  run: 'io.dox.run',
  /** Who must be alive for it to be needed: see base/owner.ts. */
  owner: 'io.dox.owner',
  /** There, and `yes`, on a container that the user wants to keep (`--keep`). */
  keep: 'io.dox.keep',
  /** The target that a container runs. */
  target: 'io.dox.target',
  /** The service that a container is, by its name. */
  service: 'io.dox.service',
  /** The content key of a prepared image. */
  recipe: 'io.dox.recipe',
  /** The id of the image that a prepared or curated one stands on. */
  base: 'io.dox.base',
} as const;
