/** An upload as the server keeps it: begun, found again, its parts counted, given up. */
import { api, ProblemError, type Shape, told } from "@eightcount/api";

type Upload = Shape<"UploadShown">;

/** Open an upload. One whose sha256 is here already is complete at once. */
export function begin(file: File, sha256: string | null): Promise<Upload> {
  const body = { filename: file.name.slice(0, 200), bytes: file.size, sha256 };
  return told(api.POST("/api/v1/uploads", { body }));
}

/** How an upload stands and how much of it has arrived; null when there is none that could go on. */
export async function stateOf(id: string): Promise<Readonly<{ upload: Upload; sentBytes: number }> | null> {
  const path = { id };
  try {
    const upload = await told(api.GET("/api/v1/uploads/{id}", { params: { path } }));
    if (upload.state === "aborted") return null;
    if (upload.state === "complete") return { upload, sentBytes: upload.bytes };
    const { items } = await told(api.GET("/api/v1/uploads/{id}/parts", { params: { path } }));
    return { upload, sentBytes: items.reduce((sum, part) => sum + part.bytes, 0) };
  } catch (error) {
    if (error instanceof ProblemError && (error.status === 404 || error.status === 409)) return null;
    throw error;
  }
}

/** Whether these very bytes are here. */
export async function isHere(sha256: string): Promise<boolean> {
  try {
    await told(api.GET("/api/v1/originals/{sha256}", { params: { path: { sha256 } } }));
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return false;
    throw error;
  }
}

/** Free the room of an upload that is not wanted any more; when the server cannot be reached, its parts stay. */
export async function giveUp(id: string): Promise<void> {
  await api.DELETE("/api/v1/uploads/{id}", { params: { path: { id } } }).catch(() => undefined);
}

/** Holds an upload for this tab until the tab goes or lets it go; false when another tab has it. */
export function hold(id: string): Promise<boolean> {
  return new Promise((resolve) => {
    void navigator.locks.request(`eightcount upload ${id}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<void>((letGo) => held.set(id, letGo));
    });
  });
}

const held = new Map<string, () => void>();

export function letGo(id: string): void {
  held.get(id)?.();
  held.delete(id);
}
