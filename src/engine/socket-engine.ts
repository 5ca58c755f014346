import type { Connection } from './connection.ts';
import type {
  BuildOptions,
  BuildSpec,
  ContainerEnd,
  ContainerIo,
  ContainerSpec,
  Engine,
  EngineInfo,
  ExecSpec,
  ImageInfo,
  OwnedObject,
  PullOptions,
  PushOptions,
  RunningContainer,
  StoredImage,
} from './engine.ts';
import { inspectHealthcheck, inspectImage, tagImage } from './images.ts';
import type { AuthSources } from './registry-auth.ts';
import { startContainer } from './start-container.ts';

/** The engine behind a unix socket. What a warm run does not need is loaded when it is used. */
export class SocketEngine implements Engine {
  readonly info: EngineInfo;
  readonly #connection: Connection;
  readonly #auth: AuthSources;

  constructor(connection: Connection, auth: AuthSources) {
    this.info = connection.info;
    this.#connection = connection;
    this.#auth = auth;
  }

  image(reference: string): Promise<ImageInfo | null> {
    return inspectImage(this.#connection.client, reference);
  }

  healthcheck(image: string): Promise<readonly string[]> {
    return inspectHealthcheck(this.#connection, image);
  }

  async pull(reference: string, options: PullOptions): Promise<ImageInfo> {
    const { pullImage } = await import('./pull-image.ts');
    return pullImage(reference, options, { client: this.#connection.client, auth: this.#auth });
  }

  async push(reference: string, options: PushOptions): Promise<void> {
    const { pushImage } = await import('./push-image.ts');
    return pushImage(reference, options, { client: this.#connection.client, auth: this.#auth });
  }

  async build(spec: BuildSpec, options: BuildOptions): Promise<ImageInfo> {
    const { buildImage } = await import('./build-image.ts');
    return buildImage(spec, options, { connection: this.#connection, auth: this.#auth });
  }

  tag(image: string, reference: string): Promise<void> {
    return tagImage(this.#connection.client, image, reference);
  }

  async readImageFiles(image: string, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array | null>> {
    const { readImageFiles } = await import('./read-image-files.ts');
    return readImageFiles(image, paths, this.#connection);
  }

  start(spec: ContainerSpec, io: ContainerIo): Promise<RunningContainer> {
    return startContainer(spec, io, this.#connection);
  }

  async exec(container: string, spec: ExecSpec): Promise<ContainerEnd> {
    const { execIn } = await import('./exec.ts');
    return execIn(this.#connection.client, container, spec);
  }

  async address(container: string): Promise<string | null> {
    const { addressOf } = await import('./container-network.ts');
    return addressOf(container, this.#connection);
  }

  async owned(kinds?: readonly OwnedObject['kind'][]): Promise<readonly OwnedObject[]> {
    const { ownedObjects } = await import('./owned-objects.ts');
    return ownedObjects(this.#connection.client, kinds);
  }

  async storedImages(): Promise<readonly StoredImage[]> {
    const { storedImages } = await import('./image-usage.ts');
    return storedImages(this.#connection.client);
  }

  async remove(object: Pick<OwnedObject, 'kind' | 'id'>): Promise<void> {
    const { removeObject } = await import('./owned-objects.ts');
    await removeObject(this.#connection.client, object);
  }

  /** There is nothing to close: each call had its own connection, and a service that dox started ends by itself. */
  async close(): Promise<void> {}
}
