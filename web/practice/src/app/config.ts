/** What this installation is: whom to believe, which channel to follow, where classes and nets lie. */

import { type Trust, trustIn } from "@eightcount/runtime";

export type ModelName = "lite" | "full";

/** A pose net's file. */
export interface ModelFile {
  readonly url: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Config {
  readonly baseUrl: string;
  readonly channel: string;
  /** Null where the server has no signed root document yet: nothing is published there. */
  readonly trust: Trust | null;
  /** Classes are given only to devices with access. */
  readonly closed: boolean;
  readonly models: ReadonlyMap<ModelName, ModelFile>;
}

interface Told {
  readonly base_url: string;
  readonly channel: string;
  readonly roots: readonly string[];
  readonly closed: boolean;
  readonly models: Readonly<Partial<Record<ModelName, ModelFile>>>;
}

let asked: Promise<Config> | null = null;

/** As the server told it; of earlier where it cannot be reached. Throws where it was never told. */
export function config(): Promise<Config> {
  asked ??= ask().catch((error: unknown) => {
    asked = null; // asked again when it is wanted again
    throw error;
  });
  return asked;
}

async function ask(): Promise<Config> {
  const answer = await fetch(`${import.meta.env.BASE_URL}config.json`);
  if (!answer.ok) throw new Error(`config.json: ${answer.status}`);
  return read((await answer.json()) as Told);
}

/** The app's own shelf is reached by whatever name the page was. */
export function read(told: Told): Config {
  const base = import.meta.env.BASE_URL;
  const models = Object.entries(told.models) as [ModelName, ModelFile][];
  return {
    baseUrl: told.base_url || location.origin,
    channel: told.channel,
    trust: told.roots.length > 0 ? trustIn(...told.roots) : null,
    closed: told.closed,
    models: new Map(models.map(([name, file]) => [name, { ...file, url: base + file.url }])),
  };
}
