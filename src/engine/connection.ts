import type { ApiClient } from './api-client.ts';
import type { EngineInfo } from './engine.ts';

/** An engine that answers: how to call it, and what it is. */
export interface Connection {
  readonly client: ApiClient;
  readonly info: EngineInfo;
  /** Put on what dox makes in the engine for its own use. */
  readonly labels: Readonly<Record<string, string>>;
}
