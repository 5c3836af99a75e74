/** A pack as a test's server hands it out: a manifest, and its objects by their hashes. */

import { fileOf, type Pack, readManifest, readPoseTrack, readRoutine, sha256Of } from "@eightcount/runtime";

export async function packOf(address: string): Promise<Pack> {
  const bytesOf = async (path: string) =>
    new Uint8Array(await (await fetch(`${address}/${path}`)).arrayBuffer());
  const manifestFile = await bytesOf("manifest.json");
  const manifest = readManifest(manifestFile);
  const files = new Map<string, Blob>();
  for (const { path, sha256, type } of manifest.files) {
    const bytes = await bytesOf(`objects/${sha256}`);
    if ((await sha256Of(bytes)) !== sha256) throw new Error(`${path} is damaged.`);
    files.set(path, new Blob([bytes], { type }));
  }
  const of = async (role: string) => {
    const { path } = fileOf(manifest, role);
    return new Uint8Array(await (files.get(path) as Blob).arrayBuffer());
  };
  const routine = readRoutine(await of("routine"));
  const poses = readPoseTrack(await of("poses"), await of("poses_world"), routine.video.rate);
  return { manifest, manifestSha256: await sha256Of(manifestFile), files, routine, poses };
}
